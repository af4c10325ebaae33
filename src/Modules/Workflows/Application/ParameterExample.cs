using System.Text.Json;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>Parameters to start from: what must be given, and what the parameter file has an example for.</summary>
internal static class ParameterExample
{
    public static Dictionary<string, JsonElement> Of(WorkflowTemplate template) => template.Parameters
        .Where(spec => spec.IsRequired || spec.Example is not null)
        .ToDictionary(spec => spec.Name, spec => spec.Example ?? Simplest(spec, template.Limits), StringComparer.Ordinal);

    // The first of a few plain values that the parameter's limits allow.
    private static JsonElement Simplest(ParameterSpec spec, WorkflowLimits limits)
    {
        var candidates = Candidates(spec).ToList();
        return candidates.Find(value => ParameterCheck.Fault(spec, value, limits.ValueLength, limits.JsonDepth) is null) is
        { ValueKind: not JsonValueKind.Undefined } found
            ? found
            : candidates[0];
    }

    private static IEnumerable<JsonElement> Candidates(ParameterSpec spec)
    {
        yield return JsonSerializer.SerializeToElement(spec.IsUpload ? "01a203c7-4936-72c9-b08c-8e894fd17201" : "text");
        yield return JsonSerializer.SerializeToElement(new string('a', spec.MinLength ?? 0));
        foreach (var known in spec.Choices.Concat(new[] { spec.Minimum, spec.Maximum, spec.MultipleOf }.OfType<JsonElement>()))
        {
            yield return known;
        }

        var (first, last, step) = ParameterDraw.Steps(spec);
        foreach (var number in (Int128[])[first * step, last * step, 0, 1])
        {
            yield return JsonElement.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        yield return JsonSerializer.SerializeToElement(true);
    }
}
