using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>Reads one parameter of a parameter file and refuses what could never work.</summary>
internal static class ParameterSpecReader
{
    private static readonly string[] Types =
        ["string", "integer", "number", "boolean", "json", "image", "switch", "mask", "video", "audio", "file"];

    private static readonly string[] Words =
    [
        "type", "title", "description", "default", "example", "minimum", "maximum", "multiple_of", "min_length", "max_length", "choices",
        "randomize", "bind", "required", "fallback", "bypass", "group", "order", "advanced",
    ];

    public static ParameterSpec Read(string name, JsonElement value, WorkflowLimits limits)
    {
        var fields = new ParameterFields(value, $"Parameter {Wording.Quote(name)}");
        if (!Placeholders.IsName(name))
        {
            throw fields.Broken($"its name may hold only {Placeholders.NameRule}.");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw fields.Broken("it must be an object.");
        }

        fields.RefuseOthersThan(Words);
        var spec = Read(name, fields);
        RefuseStrayLimits(spec, fields);
        RefuseContradictions(spec, fields);
        RefuseBadValues(spec, fields, limits);
        return spec;
    }

    private static ParameterSpec Read(string name, ParameterFields fields)
    {
        var type = TypeOf(fields);
        var isInteger = type == ParameterType.Integer;
        return new ParameterSpec(name)
        {
            Type = type,
            Title = fields.Text("title"),
            Description = fields.Text("description"),
            Default = fields.Element("default") ?? (type == ParameterType.Switch ? JsonElement.Parse("true") : null),
            Fallback = fields.Element("fallback"),
            Example = fields.Element("example"),
            Minimum = fields.Number("minimum", isInteger),
            Maximum = fields.Number("maximum", isInteger),
            MultipleOf = fields.Number("multiple_of", isInteger),
            MinLength = fields.Length("min_length"),
            MaxLength = fields.Length("max_length"),
            Choices = fields.List("choices"),
            Randomize = fields.Flag("randomize"),
            Bindings = BindingsOf(fields),
            Bypass = BypassOf(fields),
            IsDeclaredRequired = fields.Flag("required"),
            Group = fields.Text("group"),
            Order = fields.Length("order"),
            IsAdvanced = fields.Flag("advanced"),
        };
    }

    /// <summary>One binding, or a list of them.</summary>
    private static List<ParameterBinding> BindingsOf(ParameterFields fields)
    {
        IEnumerable<JsonElement> all = fields.Element("bind") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            { } one => [one],
        };
        return [.. all.Select(one => one.ValueKind == JsonValueKind.Object ? Binding(new(one, "bind")) : null)
            .Select(binding => binding ?? throw fields.Broken(
                "\"bind\" must be {\"node\": \"6\", \"input\": \"text\"}, with a node's id or title, or a list of these."))];
    }

    /// <summary>One node, or a list of them.</summary>
    private static List<string> BypassOf(ParameterFields fields)
    {
        IEnumerable<JsonElement> all = fields.Element("bypass") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            { } one => [one],
        };
        return [.. all.Select(one => one.ValueKind == JsonValueKind.String
            ? one.GetString()!
            : throw fields.Broken("\"bypass\" must be a node's id or title, or a list of these."))];
    }

    private static ParameterBinding? Binding(ParameterFields fields)
    {
        fields.RefuseOthersThan(["node", "input"]);
        return fields.Text("node") is { } node && fields.Text("input") is { } input ? new(node, input) : null;
    }

    private static ParameterType TypeOf(ParameterFields fields)
    {
        if (!fields.Has("type"))
        {
            return ParameterType.Untyped;
        }

        // The enum's first value is the one that cannot be written.
        var written = fields.Text("type")!;
        return Array.IndexOf(Types, written) is >= 0 and var index
            ? (ParameterType)(index + 1)
            : throw fields.Broken($"type {Wording.Quote(written)} is not known.{Wording.Known(written, Types)}");
    }

    private static void RefuseStrayLimits(ParameterSpec spec, ParameterFields fields)
    {
        if (!spec.IsNumeric && (spec.Minimum ?? spec.Maximum ?? spec.MultipleOf) is not null)
        {
            throw fields.Broken("minimum, maximum and multiple_of are for the types integer and number.");
        }

        if (!spec.IsText && (spec.MinLength ?? spec.MaxLength) is not null)
        {
            throw fields.Broken("min_length and max_length are for the types string and image.");
        }
    }

    private static void RefuseContradictions(ParameterSpec spec, ParameterFields fields)
    {
        if (spec.Minimum is { } minimum && spec.Maximum is { } maximum && ExactNumber.Compare(minimum, maximum) > 0)
        {
            throw fields.Broken("minimum is above maximum.");
        }

        if (spec.Bypass.Count > 0 != (spec.Type == ParameterType.Switch) && !spec.IsUpload)
        {
            throw fields.Broken("bypass is for the types image and switch, and a switch must have it.");
        }

        var isNone = spec is { MayBeNone: true, Default.ValueKind: JsonValueKind.Null };
        if (spec.IsUpload && ((spec.Default is not null && !isNone) || spec.Choices.Count > 0))
        {
            throw fields.Broken(
                "an uploaded picture is one user's own: the type image takes neither default nor choices. If it may be left out, name " +
                "under \"bypass\" the nodes that then go.");
        }

        if (spec.MinLength > spec.MaxLength)
        {
            throw fields.Broken("min_length is above max_length.");
        }

        if (spec.MultipleOf is { } step && step.GetDouble() <= 0)
        {
            throw fields.Broken("multiple_of must be above 0.");
        }

        if (spec.IsDeclaredRequired && ((spec.Default ?? spec.Fallback) is not null || spec.Randomize))
        {
            throw fields.Broken("required excludes default, fallback and randomize, which give a value to whoever gives none.");
        }

        if (spec.Randomize && Undrawable(spec) is { } reason)
        {
            throw fields.Broken(reason);
        }
    }

    private static string? Undrawable(ParameterSpec spec) => spec switch
    {
        { Default: not null } => "randomize and default exclude each other.",
        { Choices.Count: > 0 } => null,
        { Type: ParameterType.Integer } => ParameterDraw.Steps(spec) is var (first, last, _) && first > last
            ? "randomize finds no integer within minimum (0 if not given), maximum and multiple_of."
            : null,
        { Type: ParameterType.Number, Minimum: not null, Maximum: not null, MultipleOf: null } => null,
        { Type: ParameterType.Number } => "randomize of a number needs minimum and maximum, without multiple_of.",
        { Type: ParameterType.Boolean } => null,
        _ => "randomize needs choices, or one of the types integer, number and boolean.",
    };

    private static void RefuseBadValues(ParameterSpec spec, ParameterFields fields, WorkflowLimits limits)
    {
        var withoutChoices = spec with { Choices = [] };
        foreach (var choice in spec.Choices)
        {
            Refuse("each of its choices", withoutChoices, choice);
        }

        Refuse("its default", spec, spec.Default);
        Refuse("its fallback", spec, spec.Fallback);
        Refuse("its example", spec, spec.Example);

        void Refuse(string what, ParameterSpec against, JsonElement? given)
        {
            if (given is { } value &&
                ParameterCheck.Fault(against, WholeNumber.Normalize(against, value), limits.ValueLength, limits.JsonDepth) is { } fault)
            {
                throw fields.Broken($"{what} {fault}");
            }
        }
    }
}
