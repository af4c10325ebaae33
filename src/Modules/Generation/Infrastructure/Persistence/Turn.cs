namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Whose jobs wait for servers, and how much these have done for them. Triggers keep it beside the jobs and attempts that it
/// sums up (M0014): whoever stores those need not know of it.
/// </summary>
internal sealed class Turn
{
    public Guid Id { get; init; }

    /// <summary>The owner of its jobs.</summary>
    public Guid UserId { get; init; }

    /// <summary>Of those that are ready the lowest is served next. Below zero for who is new, in the order of coming.</summary>
    public double Place { get; init; }

    /// <summary>The seconds that servers spent on it, divided by its weight; it is set forward after a pause.</summary>
    public double VirtualTime { get; init; }

    /// <summary>Its virtual time when a server took a job of it last.</summary>
    public double LastStart { get; init; }

    /// <summary>How many shares of the servers it has while others wait.</summary>
    public double Weight { get; init; }

    /// <summary>The user's plan; empty without one.</summary>
    public string Plan { get; init; } = "";

    /// <summary>Of an end user's: the user whose program it is; null for others.</summary>
    public Guid? ProgramId { get; init; }

    /// <summary>Servers have no more jobs of it at once; null for any number.</summary>
    public int? MaxRunning { get; init; }

    /// <summary>Jobs that no server has.</summary>
    public int Waiting { get; init; }

    /// <summary>Jobs that servers have.</summary>
    public int AtWork { get; init; }

    /// <summary>Whether a server may take a job of it.</summary>
    public bool IsReady { get; init; }

    /// <summary>The number of the change that stored it last.</summary>
    public long Changed { get; init; }
}
