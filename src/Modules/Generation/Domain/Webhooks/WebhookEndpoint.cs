using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Domain.Webhooks;

/// <summary>An address at which a user wants to be told what becomes of their jobs.</summary>
internal sealed class WebhookEndpoint
{
    private static readonly TimeSpan OldSecretCounts = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private WebhookEndpoint()
    {
    }

    public Guid Id { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>Where messages go; empty for the one whose messages go where jobs and batches say.</summary>
    public required string Url { get; set; }

    /// <summary>What it is told of, with commas between; empty for everything.</summary>
    public required string Events { get; set; }

    public bool IsEnabled { get; private set; }

    /// <summary>Why it is not enabled, in a sentence; null when its owner said so, and when it is.</summary>
    public string? DisabledReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>What its messages are signed with, encrypted.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The one before, which counts for a day; null when there is none.</summary>
    public byte[]? PreviousSecret { get; private set; }

    public DateTimeOffset? PreviousUntil { get; private set; }

    /// <summary>The number of the last message.</summary>
    public long LastSequence { get; private set; }

    /// <summary>How often in a row nothing of what was tried at once arrived.</summary>
    public int Failures { get; private set; }

    /// <summary>When something is to be sent next; null when nothing waits, and while it is not enabled.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public static WebhookEndpoint Add(Guid userId, string url, string events, byte[] secret, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Url = url,
        Events = events,
        Secret = secret,
        IsEnabled = true,
        CreatedAt = now,
    };

    /// <summary>Whether each of its messages says where it goes.</summary>
    public bool IsOfJobs => Url.Length == 0;

    public bool Wants(string type) =>
        IsEnabled && (Events.Length == 0 || type == WebhookEvents.Test || Events.Split(',').Contains(type));

    /// <summary>A message is added that is to be sent now.</summary>
    /// <returns>Its number.</returns>
    public long Add(DateTimeOffset now)
    {
        Wake(now);
        return ++LastSequence;
    }

    /// <summary>Something is to be sent now.</summary>
    public void Wake(DateTimeOffset now) => DueAt = DueAt is { } due && due < now ? due : now;

    public void Rotate(byte[] secret, DateTimeOffset now) =>
        (PreviousSecret, PreviousUntil, Secret) = (Secret, now + OldSecretCounts, secret);

    public void Enable(DateTimeOffset now)
    {
        (IsEnabled, DisabledReason, Failures) = (true, null, 0);
        Wake(now);
    }

    /// <summary>What waits goes on waiting until it is too old.</summary>
    public void Disable(string? reason) => (IsEnabled, DisabledReason, DueAt) = (false, reason, null);

    /// <summary>
    /// Some messages were sent; the next one is due then. A receiver that takes nothing is asked less and less often; of several
    /// addresses each message pauses by itself.
    /// </summary>
    public void NoteSent(bool hasArrived, DateTimeOffset? nextAt, TimeSpan firstPause, DateTimeOffset now)
    {
        Failures = hasArrived || IsOfJobs ? 0 : Failures + 1;
        var rested = Failures == 0 ? now : now + Backoff.After(Failures, firstPause, LongestPause);
        DueAt = !IsEnabled || nextAt is null ? null : nextAt > rested ? nextAt : rested;
    }
}
