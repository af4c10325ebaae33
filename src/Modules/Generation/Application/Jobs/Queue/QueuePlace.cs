namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>The order in which jobs are served: the higher priority first, then by acceptance.</summary>
internal readonly record struct QueuePlace(int Priority, long Sequence) : IComparable<QueuePlace>
{
    /// <summary>Behind all of this priority that wait already.</summary>
    public static QueuePlace Newest(int priority) => new(priority, long.MaxValue);

    public int CompareTo(QueuePlace other) =>
        Priority != other.Priority ? other.Priority.CompareTo(Priority) : Sequence.CompareTo(other.Sequence);
}
