using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Domain.Batches;

/// <summary>
/// Many jobs of one workflow that were asked for at once. It is accepted as a whole; its jobs are put into the queue one after the other,
/// as there is room.
/// </summary>
internal sealed class Batch : IEventSource
{
    /// <summary>While the queue has no room for more of it, somebody looks again and again.</summary>
    private static readonly TimeSpan WhileItWaits = TimeSpan.FromSeconds(2);

    /// <summary>Once all its jobs are queued, their ends cause the next look. This is for ends whose signal was lost.</summary>
    private static readonly TimeSpan WhenAllIsQueued = TimeSpan.FromSeconds(15);

    private readonly List<IIntegrationEvent> _events = [];

    private Batch()
    {
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    public required string WorkflowName { get; init; }

    /// <summary>What its jobs are made of, whatever becomes of the workflow meanwhile.</summary>
    public required string TemplateKey { get; init; }

    /// <summary>JSON object of the parameters that all items share.</summary>
    public required string Parameters { get; init; }

    /// <summary>JSON object that the caller gave and each job gets.</summary>
    public string? Metadata { get; init; }

    /// <summary>Where its owner wants to be told of it and its jobs besides; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    public required int Priority { get; init; }

    /// <summary>Whether its owner might have jobs of a priority above 0 go before those of all others when it was accepted.</summary>
    public bool MayGoFirst { get; private init; }

    public required int ItemCount { get; init; }

    /// <summary>The first item that was not put into the queue yet.</summary>
    public int NextItem { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When its owner did not want it any more; null when never.</summary>
    public DateTimeOffset? CanceledAt { get; private set; }

    /// <summary>When all its jobs had ended; null before.</summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset LookAt { get; private set; }

    public static Batch Accept(BatchRequest request, DateTimeOffset now) => new()
    {
        Id = request.Id,
        UserId = request.UserId,
        WorkflowName = request.WorkflowName,
        TemplateKey = request.TemplateKey,
        Parameters = request.Parameters,
        Metadata = request.Metadata,
        WebhookUrl = request.WebhookUrl,
        Priority = request.Priority,
        MayGoFirst = request.MayGoFirst,
        ItemCount = request.ItemCount,
        CreatedAt = now,
        LookAt = now,
    };

    public IReadOnlyList<IIntegrationEvent> TakeEvents()
    {
        IReadOnlyList<IIntegrationEvent> taken = [.. _events];
        _events.Clear();
        return taken;
    }

    /// <summary>A look begins. A call from now on asks for another one.</summary>
    public void NoteLook(DateTimeOffset now) =>
        LookAt = now + (CanceledAt is null && NextItem < ItemCount ? WhileItWaits : WhenAllIsQueued);

    /// <summary>The items up to this one are in the queue, and there may be room for more.</summary>
    public void NoteQueued(int nextItem, DateTimeOffset now) => (NextItem, LookAt) = (Math.Max(NextItem, nextItem), now);

    /// <summary>No more of it is put into the queue. What has ended stays.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (CompletedAt is null)
        {
            CanceledAt ??= now;
            LookAt = now;
        }
    }

    /// <summary>All its jobs have ended.</summary>
    public void Complete(DateTimeOffset now)
    {
        if (CompletedAt is null)
        {
            CompletedAt = now;
            _events.Add(new BatchCompleted(Guid.CreateVersion7(now), now, Id, UserId));
        }
    }
}

/// <summary>What is stored of an accepted batch; JSON as text.</summary>
internal sealed record BatchRequest(
    Guid Id, Guid UserId, string WorkflowName, string TemplateKey, string Parameters, string? Metadata, int Priority, int ItemCount,
    string? WebhookUrl, bool MayGoFirst = false);
