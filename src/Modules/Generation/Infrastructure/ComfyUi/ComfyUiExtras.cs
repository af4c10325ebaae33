using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>What goes to a server beside the graph.</summary>
/// <param name="PreviewMethod">How pictures on the way are made; null leaves it to the server.</param>
/// <param name="ApiKey">The operator's key for nodes that ask comfy.org, where the user has none; null for none.</param>
internal sealed record ComfyUiExtras(string? PreviewMethod, string? ApiKey)
{
    /// <summary>Writes the member <c>extra_data</c>, unless it would be empty.</summary>
    public void Write(Utf8JsonWriter json, RenderPrompt prompt)
    {
        var key = prompt.ComfyKey ?? ApiKey;
        if (PreviewMethod is null && key is null && prompt.EditorFile is null)
        {
            return;
        }

        json.WriteStartObject("extra_data");
        if (PreviewMethod is not null)
        {
            // Servers from v0.4.0 then send pictures on the way, however they were started; older ones do not look at it.
            json.WriteString("preview_method", PreviewMethod);
        }

        if (key is not null)
        {
            json.WriteString("api_key_comfy_org", key);
        }

        if (prompt.EditorFile is not null)
        {
            json.WriteStartObject("extra_pnginfo");
            json.WritePropertyName("workflow");
            json.WriteRawValue(prompt.EditorFile, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>The key is nobody's to read.</summary>
    public override string ToString() => nameof(ComfyUiExtras);
}
