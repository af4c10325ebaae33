using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads the description of a node class as a whole. Custom nodes write anything: what does not fit is left out.</summary>
internal static class ComfyUiNodeClass
{
    private const int MaxInputs = 1_000;
    private const int MaxChoices = 50_000;

    private static readonly (string Word, string Kind)[] Uploads =
    [
        ("image_upload", "image"), ("animated_image_upload", "image"), ("video_upload", "video"), ("audio_upload", "audio"),
        ("file_upload", "file"), ("mesh_upload", "file"), ("upload", "file"),
    ];

    /// <param name="description">What stands under the class's name.</param>
    /// <param name="classType">The name.</param>
    public static NodeClass Read(JsonElement description, string classType)
    {
        // Once for all: each piece that is kept would be a document of its own.
        var node = description.Clone();
        return new(
            classType,
            Member(node, "output_node")?.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            },
            [.. InputsOf(node, "required", isOptional: false).Concat(InputsOf(node, "optional", isOptional: true)).Take(MaxInputs)],
            Member(node, "output") is { ValueKind: JsonValueKind.Array } outputs ? [.. outputs.EnumerateArray().Select(TypeName)] : [])
        {
            Title = Member(node, "display_name") is { ValueKind: JsonValueKind.String } title ? title.GetString() : null,
        };
    }

    private static IEnumerable<NodeInput> InputsOf(JsonElement node, string section, bool isOptional) =>
        Member(Member(node, "input"), section) is { ValueKind: JsonValueKind.Object } inputs
            ? InOrder(inputs, Member(Member(node, "input_order"), section))
                .Select(input => ReadInput(input.Name, input.Value, isOptional)).OfType<NodeInput>()
            : [];

    /// <summary>The editor goes by <c>input_order</c> where there is one.</summary>
    private static IEnumerable<JsonProperty> InOrder(JsonElement inputs, JsonElement? order)
    {
        var names = order is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!).ToList()
            : [];
        return inputs.EnumerateObject().OrderBy(input => names.IndexOf(input.Name) is >= 0 and var at ? at : int.MaxValue);
    }

    private static NodeInput? ReadInput(string name, JsonElement spec, bool isOptional)
    {
        if (spec.ValueKind != JsonValueKind.Array || spec.GetArrayLength() == 0)
        {
            return null;
        }

        var options = spec.GetArrayLength() > 1 && spec[1].ValueKind == JsonValueKind.Object ? spec[1] : (JsonElement?)null;
        var (minimum, maximum) = Limits(options);
        return new NodeInput(name, TypeName(spec[0]))
        {
            IsOptional = isOptional,
            Default = Member(options, "default"),
            Minimum = minimum,
            Maximum = maximum,
            Step = Number(options, "step"),
            Choices = ChoicesOf(spec[0], options),
            Upload = Uploads.FirstOrDefault(upload => Flag(options, upload.Word)).Kind,
            IsMultiline = Flag(options, "multiline"),
            IsDrawn = Member(options, "control_after_generate") is { ValueKind: JsonValueKind.True or JsonValueKind.String },
            IsSocket = Flag(options, "forceInput"),
            Tooltip = Member(options, "tooltip") is { ValueKind: JsonValueKind.String } tooltip ? tooltip.GetString() : null,
        };
    }

    /// <summary>A list of values, which older servers write in the type's place, is a choice.</summary>
    private static string TypeName(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => type.GetString()!,
        JsonValueKind.Array => "COMBO",
        _ => "*",
    };

    private static List<JsonElement>? ChoicesOf(JsonElement type, JsonElement? options)
    {
        var list = type.ValueKind == JsonValueKind.Array ? type
            : type.ValueKind == JsonValueKind.String && type.ValueEquals("COMBO"u8) ? Member(options, "options")
            : null;
        return list is { ValueKind: JsonValueKind.Array } values && Member(options, "remote") is null
            ? [.. values.EnumerateArray().Where(IsPlain).Take(MaxChoices)]
            : null;
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind
        is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    /// <summary>Infinity was read as 0: limits that leave nothing between them, or the default outside, are none.</summary>
    private static (JsonElement? Minimum, JsonElement? Maximum) Limits(JsonElement? options)
    {
        var (minimum, maximum, standard) = (Number(options, "min"), Number(options, "max"), Number(options, "default"));
        var isEmpty = minimum?.GetDouble() >= maximum?.GetDouble();
        return isEmpty || standard?.GetDouble() < minimum?.GetDouble() || standard?.GetDouble() > maximum?.GetDouble()
            ? (null, null)
            : (minimum, maximum);
    }

    private static JsonElement? Number(JsonElement? options, string name) =>
        Member(options, name) is { ValueKind: JsonValueKind.Number } number && double.IsFinite(number.GetDouble()) ? number : null;

    private static bool Flag(JsonElement? options, string name) => Member(options, name) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) &&
        value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
