using System.Text.Json;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Webhooks;

/// <summary>Writes messages as the API writes its answers.</summary>
internal sealed class WebhookBodies(IOptions<JsonOptions> json)
{
    public string Write(WebhookEvent told, long sequence) => JsonSerializer.Serialize(
        new Message(told.Type, told.At, sequence, JsonSerializer.SerializeToElement(told.Data, json.Value.SerializerOptions)),
        json.Value.SerializerOptions);

    private sealed record Message(string Type, DateTimeOffset Timestamp, long Sequence, JsonElement Data);
}
