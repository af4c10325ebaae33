using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>The open jobs of one user.</summary>
internal sealed class UserJobs
{
    /// <summary>What a server was given comes before what none has.</summary>
    private static readonly Comparer<QueueEntry> ByPlace = Comparer<QueueEntry>.Create((one, other) =>
        one.IsFree != other.IsFree ? one.IsFree.CompareTo(other.IsFree) : one.Place.CompareTo(other.Place));

    public SortedSet<QueueEntry> Waiting { get; } = new(ByPlace);

    public SortedSet<QueueEntry> AtWork { get; } = new(ByPlace);

    public bool IsEmpty => Waiting.Count + AtWork.Count == 0;

    /// <summary>What servers have to do for all of them.</summary>
    public Work Work { get; private set; }

    public void Add(QueueEntry job)
    {
        (job.Waits ? Waiting : AtWork).Add(job);
        Work += Work.Of(job);
    }

    public void Remove(QueueEntry job)
    {
        (job.Waits ? Waiting : AtWork).Remove(job);
        Work -= Work.Of(job);
    }
}
