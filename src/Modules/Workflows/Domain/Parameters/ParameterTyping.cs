using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>
/// Types parameters by the inputs that they set: what the parameter file says comes first, then the value in the graph file, then
/// what the ComfyUI servers say of the inputs.
/// </summary>
internal static class ParameterTyping
{
    private static readonly JsonElement None = JsonElement.Parse("null");

    /// <summary>What these take is known without asking.</summary>
    private static readonly HashSet<string> PictureLoaders = ["LoadImage", "LoadImageMask"];

    /// <param name="declared">What the parameter file says.</param>
    /// <param name="spots">Where its value goes.</param>
    /// <param name="inFile">The value of the first input that it is bound to; null when there is none.</param>
    /// <param name="classes">What servers say of node classes.</param>
    /// <param name="limits">How large values may be.</param>
    public static ParameterSpec Of(
        ParameterSpec declared,
        IReadOnlyList<PlaceholderSpot> spots,
        JsonElement? inFile,
        IReadOnlyDictionary<string, NodeClass> classes,
        WorkflowLimits limits)
    {
        var inputs = spots.Where(spot => spot is { IsWhole: true, IsInput: true }).ToList();
        var known = inputs.Select(spot => classes.GetValueOrDefault(spot.ClassType ?? "")?.Input(spot.Input!)).ToList();
        var spec = inputs.Exists(IsInline) ? InputTyping.AsUpload(declared, ParameterType.Image)
            : inputs.Count > 0 && known.TrueForAll(input => input is not null)
            ? InputTyping.Refine(declared, [.. known.Select(input => input!)])
            : inputs.Exists(IsPicture) ? InputTyping.AsUpload(declared, ParameterType.Image) : declared;
        return WithDefault(spec, declared, inFile, limits);
    }

    /// <summary>They want the picture itself, in Base64, which is put there when the graph is sent.</summary>
    private static readonly HashSet<string> InlineLoaders =
    [
        "ETN_LoadImageBase64.image", "ETN_LoadMaskBase64.mask", "LoadImageBase64.image", "LoadImageFromBase64.data",
        "Base64ToImage.base64_string", "Base64ToMask.base64_string", "easy loadImageBase64.base64_data",
    ];

    private static bool IsInline(PlaceholderSpot spot) => InlineLoaders.Contains($"{spot.ClassType}.{spot.Input}");

    private static bool IsPicture(PlaceholderSpot spot) => PictureLoaders.Contains(spot.ClassType ?? "") && spot.Input == "image";

    private static ParameterSpec WithDefault(ParameterSpec spec, ParameterSpec declared, JsonElement? inFile, WorkflowLimits limits)
    {
        if (declared.IsDeclaredRequired || spec.IsUpload)
        {
            var isOptional = spec.MayBeNone && !declared.IsDeclaredRequired;
            return spec with { Default = isOptional ? None : null, Randomize = false };
        }

        if (declared.Default is not null || declared.Randomize)
        {
            return spec with { Default = declared.Default, Randomize = declared.Randomize };
        }

        if (inFile is { } written)
        {
            spec = spec.Type == ParameterType.Untyped ? spec with { Type = TypeOf(written) } : spec;
            return FaultOf(spec, written, limits) is { } fault
                ? throw new BrokenWorkflowException($"Parameter {Wording.Quote(spec.Name)}: its value in the graph {fault}")
                : spec with { Default = written, Randomize = false };
        }

        var proposed = spec.Randomize ? null : spec.Default ?? declared.Fallback;
        return spec with { Default = proposed is { } value && FaultOf(spec, value, limits) is null ? proposed : null };
    }

    private static string? FaultOf(ParameterSpec spec, JsonElement value, WorkflowLimits limits) =>
        ParameterCheck.Fault(spec, WholeNumber.Normalize(spec, value), limits.ValueLength, limits.JsonDepth);

    /// <summary>A whole number in a file may stand where fractions are allowed.</summary>
    private static ParameterType TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => ParameterType.String,
        JsonValueKind.Number => ParameterType.Number,
        JsonValueKind.True or JsonValueKind.False => ParameterType.Boolean,
        _ => ParameterType.Untyped,
    };
}
