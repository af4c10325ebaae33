using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>Finds the value of every parameter, or names everything that is wrong with what was given.</summary>
internal static class ParameterValues
{
    // A request of nothing but unknown names shall not be answered at length.
    private const int MaxUnknown = 100;

    public static Dictionary<string, JsonElement> Resolve(
        WorkflowTemplate template,
        IReadOnlyDictionary<string, JsonElement> given,
        ParameterDraw draw)
    {
        var errors = given.Keys
            .Where(name => template.Parameters.All(spec => spec.Name != name))
            .Take(MaxUnknown)
            .Select(name => Error(name, Unknown(template, name)))
            .ToList();
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var spec in template.Parameters)
        {
            if (!given.TryGetValue(spec.Name, out var value) && spec.IsRequired)
            {
                errors.Add(Error(spec.Name, $"is missing; it must be {spec.Allowed}."));
            }
            else if (IsDrawn(template, spec, given))
            {
                values.Add(spec.Name, draw.Draw(spec));
            }
            else if (given.ContainsKey(spec.Name) && Fault(template, spec, WholeNumber.Normalize(spec, value)) is { } fault)
            {
                errors.Add(Error(spec.Name, fault));
            }
            else
            {
                values.Add(spec.Name, WholeNumber.Normalize(spec, given.ContainsKey(spec.Name) ? value : spec.Default!.Value).Clone());
            }
        }

        return errors.Count == 0 ? values : throw Invalid(template.Name, errors);
    }

    /// <summary>The integers that would be drawn for what was given.</summary>
    public static IEnumerable<string> DrawnIntegers(WorkflowTemplate template, IReadOnlyDictionary<string, JsonElement> given) =>
        template.Parameters.Where(spec => spec is { Type: ParameterType.Integer, Choices.Count: 0 } && IsDrawn(template, spec, given))
            .Select(spec => spec.Name);

    /// <summary>
    /// Whether the value is drawn: it was not given, or as null or -1, by which other programs mean the same, unless the parameter
    /// takes these as they are.
    /// </summary>
    private static bool IsDrawn(WorkflowTemplate template, ParameterSpec spec, IReadOnlyDictionary<string, JsonElement> given)
    {
        if (!spec.Randomize || !given.TryGetValue(spec.Name, out var value))
        {
            return spec.Randomize;
        }

        value = WholeNumber.Normalize(spec, value);
        var asksForIt = value.ValueKind == JsonValueKind.Null || (spec.IsNumeric && ExactNumber.Integer(value) == -1);
        return asksForIt && Fault(template, spec, value) is not null;
    }

    public static AppException Invalid(string workflow, IReadOnlyList<InputError> errors) =>
        new(ErrorKind.Invalid, "invalid_parameters", $"The parameters do not fit the workflow {Wording.Quote(workflow)}.")
        {
            Errors = errors,
        };

    private static string? Fault(WorkflowTemplate template, ParameterSpec spec, JsonElement value)
    {
        if (ParameterCheck.Fault(spec, value, template.Limits.ValueLength, template.DepthLeftFor(spec.Name)) is { } fault)
        {
            return fault;
        }

        // A caller fills the operator's graph in; to rewire it is another right.
        return template.CouldBeLink(spec.Name) && IsLink(value)
            ? "must not be a list of a text and a number: ComfyUI would read it as a link to another node."
            : null;
    }

    private static bool IsLink(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() == 2
        && value[0].ValueKind == JsonValueKind.String
        && value[1].ValueKind is (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False);

    private static string Unknown(WorkflowTemplate template, string name)
    {
        if (Placeholders.IsSystem(name))
        {
            return "is given by the system and cannot be set.";
        }

        var names = template.Parameters.Select(spec => spec.Name).ToList();
        var known = names.Count == 0 ? "it has none" : $"it has {Wording.List(names.Select(Wording.Quote))}";
        return $"is not a parameter of this workflow; {known}.{Wording.DidYouMean(name, names)}";
    }

    private static InputError Error(string name, string detail) =>
        new($"/parameters/{Escaped(name)}", $"{Wording.Quote(name)} {detail}");

    // RFC 6901.
    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
