using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Events;

/// <summary>Who hears an event: every socket, one client's socket, or nobody.</summary>
internal readonly record struct Audience(bool IsEveryone, string? ClientId)
{
    public static Audience Everyone { get; } = new(IsEveryone: true, ClientId: null);

    public static Audience Nobody { get; } = new(IsEveryone: false, ClientId: null);

    /// <summary>The owner of a job. A job without one is heard by everyone; an owner that is no text is never connected.</summary>
    public static Audience OwnerOf(JsonNode? clientId) => clientId?.GetValueKind() switch
    {
        null => Everyone,
        JsonValueKind.String => new Audience(IsEveryone: false, clientId.GetValue<string>()),
        _ => Nobody,
    };

    /// <summary>Like <see cref="OwnerOf"/>, for events that are not told at all when a job has no owner.</summary>
    public static Audience OnlyOwnerOf(JsonNode? clientId) => clientId is null ? Nobody : OwnerOf(clientId);
}
