using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>Where a turn stands.</summary>
/// <param name="Id">The turn.</param>
/// <param name="Place">The lowest is served next; below zero for one that is new, in the order of coming.</param>
/// <param name="VirtualTime">The seconds that servers spent on it, divided by its weight; set forward after a pause.</param>
/// <param name="LastStart">Its virtual time when a server took a job of it last.</param>
/// <param name="Weight">How many shares of the servers it has while others wait.</param>
internal sealed record TurnState(Guid Id, double Place, double VirtualTime, double LastStart, double Weight)
{
    /// <summary>What the places of new turns begin at; their jobs' sequence is added.</summary>
    public const double NewPlaces = -1e15;

    /// <summary>Where those stand that an administrator moved to the front.</summary>
    private const double BeforeAll = 2 * NewPlaces;

    /// <summary>Where those stand whose priority counts before all.</summary>
    private const double BeforeNew = 1.5 * NewPlaces;

    /// <summary>Of a turn whose row was not read yet.</summary>
    public static TurnState Unknown(Guid id, long firstSequence) => new(
        id,
        id == ImageJob.FrontTurn ? BeforeAll : id == ImageJob.PriorityTurn ? BeforeNew : NewPlaces + firstSequence,
        0, 0, 1);

    public bool IsNew => Place < 0;

    /// <summary>Whether it stays where it is, before those who are new, whatever servers do for it.</summary>
    public bool IsFixed => Id == ImageJob.FrontTurn || Id == ImageJob.PriorityTurn;
}
