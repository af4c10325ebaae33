using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>What inputs of nodes say of a parameter that sets them all.</summary>
internal static class InputTyping
{
    private const int LongestWord = 60;

    /// <summary>The parameter as declared where they do not agree.</summary>
    public static ParameterSpec Refine(ParameterSpec declared, IReadOnlyList<NodeInput> inputs)
    {
        var types = inputs.Select(TypeOf).Distinct().ToList();
        var type = types is [var only] ? only
            : types.TrueForAll(one => one is ParameterType.Integer or ParameterType.Number) ? ParameterType.Integer
            : ParameterType.Untyped;
        if (type is ParameterType.Image or ParameterType.Video or ParameterType.Audio or ParameterType.File)
        {
            return AsUpload(declared, type);
        }

        if (type == ParameterType.Untyped && inputs.All(input => input.Type != "COMBO"))
        {
            return declared;
        }

        var spec = declared with { Type = declared.Type == ParameterType.Untyped ? type : declared.Type };
        return WithHints(spec.IsNumeric && type is ParameterType.Integer or ParameterType.Number
            ? WithLimits(spec, inputs)
            : WithChoices(spec, inputs), inputs);
    }

    /// <summary>It takes uploads when its author did not say otherwise.</summary>
    public static ParameterSpec AsUpload(ParameterSpec declared, ParameterType type) =>
        declared is { Type: ParameterType.Untyped, Choices.Count: 0, Default: null }
            ? declared with { Type = type }
            : declared;

    private static ParameterType TypeOf(NodeInput input) => input switch
    {
        { Upload: "image" } => ParameterType.Image,
        { Upload: "video" } => ParameterType.Video,
        { Upload: "audio" } => ParameterType.Audio,
        { Upload: "file" } => ParameterType.File,
        { Type: "INT" } => ParameterType.Integer,
        { Type: "FLOAT" } => ParameterType.Number,
        { Type: "STRING" } => ParameterType.String,
        { Type: "BOOLEAN" } => ParameterType.Boolean,
        { Type: "COMBO", Choices: { } choices } when choices.All(choice => choice.ValueKind == JsonValueKind.String) =>
            ParameterType.String,
        _ => ParameterType.Untyped,
    };

    /// <summary>Limits that hold for each of them; those of the author stay.</summary>
    private static ParameterSpec WithLimits(ParameterSpec spec, IReadOnlyList<NodeInput> inputs)
    {
        var minimum = spec.Minimum ?? Limit(spec, inputs.Select(input => input.Minimum), isLower: true);
        var maximum = spec.Maximum ?? Limit(spec, inputs.Select(input => input.Maximum), isLower: false);
        return minimum is { } low && maximum is { } high && ExactNumber.Compare(low, high) > 0
            ? spec
            : spec with { Minimum = minimum, Maximum = maximum };
    }

    private static JsonElement? Limit(ParameterSpec spec, IEnumerable<JsonElement?> limits, bool isLower)
    {
        var closest = limits.OfType<JsonElement>().ToList() is { Count: > 0 } all
            ? all.Aggregate((one, other) => ExactNumber.Compare(one, other) > 0 == isLower ? one : other)
            : (JsonElement?)null;
        return closest is { } limit && spec.Type == ParameterType.Integer && ExactNumber.Integer(limit) is null ? null : closest;
    }

    /// <summary>Of words each that all of them take; files are only offered, since a server may take others, too.</summary>
    private static ParameterSpec WithChoices(ParameterSpec spec, IReadOnlyList<NodeInput> inputs)
    {
        var lists = inputs.Select(input => input.Choices).OfType<IReadOnlyList<JsonElement>>().ToList();
        if (spec.Choices.Count > 0 || lists.Count == 0)
        {
            return spec;
        }

        var common = lists.Skip(1).Aggregate(lists[0].AsEnumerable(), (left, right) =>
        {
            var texts = right.Select(choice => choice.GetRawText()).ToHashSet();
            return left.Where(choice => texts.Contains(choice.GetRawText()));
        }).ToList();
        var areWords = inputs.All(input => input.Upload is null) && !common.Exists(IsFile) && spec.Type != ParameterType.Json;
        return areWords ? spec with { Choices = common } : spec with { Offered = common };
    }

    private static bool IsFile(JsonElement choice) => choice.ValueKind == JsonValueKind.String && choice.GetString()! is var text &&
        (text.Length > LongestWord || Path.HasExtension(text) || text.Contains('/') || text.Contains('\\'));

    private static ParameterSpec WithHints(ParameterSpec spec, IReadOnlyList<NodeInput> inputs)
    {
        var first = inputs[0];
        var drawn = spec is { Type: ParameterType.Integer, Choices.Count: 0 } && inputs.Any(input => input.IsDrawn);
        return spec with
        {
            Description = spec.Description ?? first.Tooltip,
            Step = first.Step,
            IsMultiline = inputs.Any(input => input.IsMultiline),
            // That a text begins empty does not mean that it may stay so.
            Default = drawn || first.Default is { ValueKind: JsonValueKind.String } text && text.ValueEquals("") ? null : first.Default,
            Randomize = drawn,
        };
    }
}
