using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>A turn and the jobs of it that wait for a server.</summary>
internal sealed class TurnLine(TurnState state)
{
    public TurnState State { get; set; } = state;

    public Guid Id => State.Id;

    public SummedLine<QueueEntry, QueuePlace, Work> Jobs { get; } = new(job => job.Place, Work.Of);

    /// <summary>From where on it takes its share of the servers, in virtual time; without the first job of a new turn.</summary>
    public double From { get; set; }

    /// <summary>To where; the same when it takes none.</summary>
    public double To { get; set; }

    /// <summary>Its jobs for each second of virtual time.</summary>
    public double JobSlope { get; set; }

    /// <summary>The first job of a new turn, or all of one that stays before the others: what is served before all shares.</summary>
    public Work Head { get; set; }
}
