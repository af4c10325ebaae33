using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace ArtEngine.Generation.Api.Jobs;

/// <summary>What shall be different; nothing when it is left out.</summary>
/// <param name="Parameters">Values by parameter name; the others keep theirs.</param>
/// <param name="Priority">-10 to 10; that of the job unless given.</param>
/// <param name="Metadata">A JSON object of up to 4,096 characters; that of the job unless given.</param>
internal sealed record RerunRequest(
    Dictionary<string, JsonElement>? Parameters = null,
    [property: Range(-10, 10)] int? Priority = null,
    JsonElement? Metadata = null);
