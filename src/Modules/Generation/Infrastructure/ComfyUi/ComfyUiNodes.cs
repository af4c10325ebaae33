using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads what ComfyUI says of a node class.</summary>
internal static class ComfyUiNodes
{
    private const string ComfyKey = "API_KEY_COMFY_ORG";

    /// <summary>Choices that grow with every upload, or that the server asks others for.</summary>
    private static readonly string[] Changing =
        ["image_upload", "video_upload", "audio_upload", "file_upload", "upload", "remote", "remote_combo"];

    /// <summary>Reads a list of all classes, and of a class that cannot be read nothing.</summary>
    public static IReadOnlyDictionary<string, NodeDescription> ReadAll(JsonElement answer, int atMost) => answer.EnumerateObject()
        .Select(node => (node.Name, Node: Read(answer, node.Name))).Where(one => one.Node is not null)
        .DistinctBy(one => one.Name).Take(atMost).ToDictionary(one => one.Name, one => one.Node!, StringComparer.Ordinal);

    /// <summary>Null when the server has no such class.</summary>
    public static NodeDescription? Read(JsonElement answer, string classType)
    {
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty(classType, out var node) ||
            node.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var choices = new Dictionary<string, IReadOnlySet<string>>();
        var maxima = new Dictionary<string, ulong>();
        node.TryGetProperty("input", out var input);
        if (input.ValueKind == JsonValueKind.Object)
        {
            foreach (var spec in input.EnumerateObject().Where(group => group.Value.ValueKind == JsonValueKind.Object)
                .SelectMany(group => group.Value.EnumerateObject()))
            {
                if (ReadChoices(spec.Value) is { } values)
                {
                    choices[spec.Name] = values;
                }
                else if (ReadMaximum(spec.Value) is { } maximum)
                {
                    maxima[spec.Name] = maximum;
                }
            }
        }

        return new(choices)
        {
            Maxima = maxima,
            AsksForComfyKey = AsksForComfyKey(input),
            Class = ComfyUiNodeClass.Read(node, classType),
        };
    }

    /// <summary>Among what a node is told beside its inputs: <c>"hidden": {"api_key_comfy_org": "API_KEY_COMFY_ORG"}</c>.</summary>
    private static bool AsksForComfyKey(JsonElement input) =>
        input.ValueKind == JsonValueKind.Object && input.TryGetProperty("hidden", out var hidden) &&
        hidden.ValueKind == JsonValueKind.Object && hidden.EnumerateObject().Any(told => told.Value.ValueKind switch
        {
            JsonValueKind.String => told.Value.ValueEquals(ComfyKey),
            JsonValueKind.Array => told.Value.EnumerateArray().Any(
                word => word.ValueKind == JsonValueKind.String && word.ValueEquals(ComfyKey)),
            _ => false,
        });

    /// <summary>Of <c>["INT", {"max": 4294967295}]</c> the maximum; seeds differ by their nodes.</summary>
    private static ulong? ReadMaximum(JsonElement spec) =>
        spec.ValueKind == JsonValueKind.Array && spec.GetArrayLength() > 1 &&
        spec[0].ValueKind == JsonValueKind.String && spec[0].ValueEquals("INT"u8) &&
        spec[1].ValueKind == JsonValueKind.Object && spec[1].TryGetProperty("max", out var max) &&
        max.ValueKind == JsonValueKind.Number && max.TryGetUInt64(out var maximum)
            ? maximum
            : null;

    /// <summary>Older servers write <c>[[values], {}]</c>, newer ones <c>["COMBO", {"options": [values]}]</c>.</summary>
    private static HashSet<string>? ReadChoices(JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.Array || spec.GetArrayLength() == 0)
        {
            return null;
        }

        var options = spec.GetArrayLength() > 1 && spec[1].ValueKind == JsonValueKind.Object ? spec[1] : default;
        if (options.ValueKind == JsonValueKind.Object && Changing.Any(word => options.TryGetProperty(word, out _)))
        {
            return null;
        }

        var values = spec[0].ValueKind == JsonValueKind.Array ? spec[0]
            : options.ValueKind == JsonValueKind.Object && options.TryGetProperty("options", out var listed) &&
                listed.ValueKind == JsonValueKind.Array ? listed
            : default;
        return values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
            ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
            : null;
    }
}
