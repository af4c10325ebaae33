using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

/// <summary>The events that an endpoint asks for.</summary>
internal static class EventNames
{
    public static bool AreKnown(IReadOnlyList<string>? events) => events is null || events.All(name => WebhookEvents.All.Contains(name));

    /// <summary>What is said of those that are not.</summary>
    public static string Rule { get; } = $"Events are {string.Join(", ", WebhookEvents.All)}; none for all of them.";

    public static string Join(IReadOnlyList<string>? events) => string.Join(',', (events ?? []).Distinct());
}
