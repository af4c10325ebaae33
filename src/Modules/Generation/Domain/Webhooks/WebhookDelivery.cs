using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Domain.Webhooks;

/// <summary>One message to one endpoint, and what became of it.</summary>
internal sealed class WebhookDelivery
{
    /// <summary>A message that did not arrive in this time is given up.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const int LongestError = 500;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(3);

    private WebhookDelivery()
    {
    }

    public Guid Id { get; private init; }

    public Guid EndpointId { get; private init; }

    public Guid UserId { get; private init; }

    /// <summary>The fact it tells of: an endpoint is told of each once.</summary>
    public Guid EventId { get; private init; }

    /// <summary>Where it goes; null for the address of its endpoint.</summary>
    public string? Url { get; init; }

    public required string Type { get; init; }

    /// <summary>From 1 for each endpoint, without gaps.</summary>
    public long Sequence { get; private init; }

    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DeliveryState State { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>When it is sent next; null when it is not.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>What its receiver answered last; null when it did not.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>Why it did not arrive the last time, in a sentence.</summary>
    public string? LastError { get; private set; }

    /// <summary>Until when it is tried.</summary>
    public DateTimeOffset GiveUpAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static WebhookDelivery Of(
        WebhookEndpoint endpoint, Guid eventId, string type, long sequence, string body, DateTimeOffset now, string? url = null) => new()
        {
            Id = Guid.CreateVersion7(now),
            EndpointId = endpoint.Id,
            UserId = endpoint.UserId,
            Url = endpoint.IsOfJobs ? url : null,
            EventId = eventId,
            Type = type,
            Sequence = sequence,
            Body = body,
            CreatedAt = now,
            NextAt = now,
            GiveUpAt = now + Longest,
        };

    /// <summary>It is to be sent again, as if for the first time.</summary>
    public void SendAgain(DateTimeOffset now) =>
        (State, NextAt, GiveUpAt, EndedAt, Attempts) = (DeliveryState.Pending, now, now + Longest, null, 0);

    /// <summary>Its address wants no more messages.</summary>
    public void GiveUp(DateTimeOffset now) => End(DeliveryState.Failed, now);

    /// <summary>It was sent: what the receiver answered, or why it did not.</summary>
    public void NoteSent(int? status, string? error, TimeSpan firstPause, DateTimeOffset now)
    {
        Attempts++;
        (LastStatus, LastError) = (status, error is null ? null : ForeignText.Clean(error, LongestError));
        if (error is null)
        {
            End(DeliveryState.Delivered, now);
            return;
        }

        var next = now + Backoff.After(Attempts, firstPause, LongestPause);
        if (next > GiveUpAt)
        {
            End(DeliveryState.Failed, now);
        }
        else
        {
            NextAt = next;
        }
    }

    private void End(DeliveryState state, DateTimeOffset now) => (State, NextAt, EndedAt) = (state, null, now);
}

/// <summary>Where a message stands.</summary>
internal enum DeliveryState
{
    /// <summary>It is sent, or sent again.</summary>
    Pending,

    /// <summary>Its receiver took it.</summary>
    Delivered,

    /// <summary>It was given up after a day, or its address wants no more.</summary>
    Failed,
}
