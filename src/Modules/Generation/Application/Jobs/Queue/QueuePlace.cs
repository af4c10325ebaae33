using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>
/// The order in which the jobs of a turn are served: the lower <see cref="ImageJob.Rank"/> first, then the higher priority, then by
/// acceptance.
/// </summary>
internal readonly record struct QueuePlace(int Rank, int Priority, long Sequence) : IComparable<QueuePlace>
{
    /// <summary>Behind all of this priority that wait already.</summary>
    public static QueuePlace Newest(int priority, DateTimeOffset now) => new(ImageJob.RankOf(priority, now), priority, long.MaxValue);

    public int CompareTo(QueuePlace other) => Rank != other.Rank ? Rank.CompareTo(other.Rank)
        : Priority != other.Priority ? other.Priority.CompareTo(Priority)
        : Sequence.CompareTo(other.Sequence);
}
