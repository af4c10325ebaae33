using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>The queue as the database has it, read by what changed since the last reading.</summary>
internal interface IQueueChanges
{
    /// <summary>How far changes are visible now.</summary>
    Task<ChangeMark> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Jobs that were stored with another status after the one mark and before the other; some may come again.</summary>
    Task<IReadOnlyList<QueueEntry>> BetweenAsync(ChangeMark since, ChangeMark until, CancellationToken cancellationToken);

    /// <summary>Jobs that have not ended, by their sequence, from behind this one.</summary>
    Task<IReadOnlyList<QueueEntry>> OpenAsync(long afterSequence, int count, CancellationToken cancellationToken);

    /// <summary>Turns that were stored after the one mark and before the other; some may come again.</summary>
    Task<IReadOnlyList<TurnState>> TurnsBetweenAsync(ChangeMark since, ChangeMark until, CancellationToken cancellationToken);

    /// <summary>The turns of which a server may take a job.</summary>
    Task<IReadOnlyList<TurnState>> WaitingTurnsAsync(CancellationToken cancellationToken);

    /// <summary>The last renders that were measured, the oldest of them first.</summary>
    Task<IReadOnlyList<QueueEntry>> MeasuredAsync(int count, CancellationToken cancellationToken);

    /// <summary>Which of these jobs have not ended.</summary>
    Task<IReadOnlyList<Guid>> OpenAmongAsync(IReadOnlyList<Guid> jobIds, CancellationToken cancellationToken);
}

/// <summary>A moment in the order in which transactions change jobs.</summary>
/// <param name="Next">Everything from here on is later.</param>
/// <param name="InProgress">Transactions before it that had not ended.</param>
internal sealed record ChangeMark(long Next, IReadOnlyList<long> InProgress);
