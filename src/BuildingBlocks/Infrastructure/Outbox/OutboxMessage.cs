using System.Text.Json;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>An event that waits for its delivery; deleted when every handler has taken it.</summary>
internal sealed class OutboxMessage
{
    private const int ProbeLength = 32 * 1024;

    /// <summary>Between two tries.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>Events are delivered in this order.</summary>
    public long Sequence { get; private init; }

    public required string Type { get; init; }

    public required string Payload { get; init; }

    public int Attempts { get; private set; }

    /// <summary>Not to be tried before, after a failed delivery; until then long ago.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    public static OutboxMessage Of(IIntegrationEvent integrationEvent) => new()
    {
        Type = integrationEvent.GetType().FullName!,
        Payload = JsonSerializer.Serialize(integrationEvent, integrationEvent.GetType()),
        // Whoever delivers it may have another clock than who stores it.
        NotBefore = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A message as large as a job, which says nothing: for finding out whether there is room for one.</summary>
    public static OutboxMessage Probe() => new() { Type = "probe", Payload = new(' ', ProbeLength) };

    /// <summary>A pause that ends later was written by a clock that was wrong.</summary>
    public static DateTimeOffset Believed(DateTimeOffset now) => now + LongestPause + LongestPause;

    /// <summary>Tried again after 1, 2, 4 ... seconds, at most ten minutes apart; an event is never given up.</summary>
    public void Postpone(DateTimeOffset now)
    {
        Attempts++;
        NotBefore = now + Backoff.After(Attempts, TimeSpan.FromSeconds(1), LongestPause);
    }
}
