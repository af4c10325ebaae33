using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace ArtEngine.Generation.Api.Jobs;

/// <summary>What to make.</summary>
/// <param name="WorkflowName">A workflow of <c>GET /workflows</c>, with or without <c>.json</c>.</param>
/// <param name="Parameters">Values by parameter name; <c>GET /workflows/{name}</c> tells which there are.</param>
/// <param name="Priority">-10 to 10; higher is served first. 0 unless given.</param>
/// <param name="Metadata">A JSON object of up to 4,096 characters that comes back with the job.</param>
/// <param name="WebhookUrl">An https address that is told what becomes of the job, as webhooks are.</param>
internal sealed record GenerateRequest(
    [property: Required] string? WorkflowName,
    Dictionary<string, JsonElement>? Parameters,
    [property: Range(-10, 10)] int Priority = 0,
    JsonElement? Metadata = null,
    string? WebhookUrl = null);
