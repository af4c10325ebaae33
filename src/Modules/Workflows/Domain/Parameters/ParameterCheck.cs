using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>Says what is wrong with a value; null when nothing is.</summary>
internal static class ParameterCheck
{
    private static readonly string Largest = $", and any integer lies between {ExactNumber.Lowest} and {ExactNumber.Highest}";

    public static string? Fault(ParameterSpec spec, JsonElement value, int maxLength, int maxDepth)
    {
        // A picture may be given itself, and never comes into the graph: the request's own limit holds.
        if (Unusable(value, spec.IsUpload ? int.MaxValue : maxLength, maxDepth) is { } fault)
        {
            return fault;
        }

        if (spec.MayBeNone && value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (!HasType(spec, value))
        {
            return spec.Type == ParameterType.Integer && value.ValueKind == JsonValueKind.Number
                ? $"must be {spec.Allowed}."
                : $"must be {spec.Allowed}, not {Wording.Kind(value)}.";
        }

        var isAllowed = spec.Choices.Count > 0
            ? spec.Choices.Any(choice => JsonElement.DeepEquals(choice, value))
            : (!spec.IsNumeric || IsInRange(spec, value)) && (!spec.IsText || HasLength(spec, value.GetString()!));
        return isAllowed ? null : $"must be {spec.Allowed}{(IsTooLarge(spec, value) ? Largest : "")}.";
    }

    /// <summary>What cannot be put into a graph whatever its type: it comes from outside and may never have been decoded.</summary>
    private static string? Unusable(JsonElement value, int maxLength, int maxDepth)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return "has no value.";
        }

        // A character takes at most six bytes (an escape): what is longer than that needs no decoding.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length > ((long)maxLength * 6) + 2)
        {
            return TooLong(maxLength);
        }

        if (!Utf8.IsValid(raw))
        {
            return "is not valid Unicode text.";
        }

        try
        {
            Walk(raw, maxDepth);
            var length = value.ValueKind == JsonValueKind.String ? value.GetString()!.Length : Encoding.UTF8.GetCharCount(raw);
            return length > maxLength ? TooLong(maxLength) : null;
        }
        catch (InvalidOperationException)
        {
            return "holds half of a surrogate pair.";
        }
        catch (JsonException)
        {
            return $"must be strict JSON, nested at most {maxDepth} levels deep (the operator's setting Workflows:MaxJsonDepth).";
        }
    }

    private static void Walk(ReadOnlySpan<byte> raw, int maxDepth)
    {
        // Zero would mean the library's default.
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = Math.Max(1, maxDepth) });
        while (reader.Read())
        {
            if (reader.ValueIsEscaped)
            {
                reader.GetString();
            }
        }
    }

    private static bool HasType(ParameterSpec spec, JsonElement value) => spec.Type switch
    {
        _ when spec.IsText => value.ValueKind == JsonValueKind.String,
        ParameterType.Integer => ExactNumber.IsIntegerLiteral(value),
        ParameterType.Number => value.ValueKind == JsonValueKind.Number,
        ParameterType.Boolean or ParameterType.Switch => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static bool IsInRange(ParameterSpec spec, JsonElement value) =>
        !IsTooLarge(spec, value)
        && ExactNumber.IsFinite(value)
        && (spec.Minimum is not { } minimum || ExactNumber.Compare(value, minimum) >= 0)
        && (spec.Maximum is not { } maximum || ExactNumber.Compare(value, maximum) <= 0)
        && (spec.MultipleOf is not { } step || ExactNumber.IsMultiple(value, step));

    private static bool IsTooLarge(ParameterSpec spec, JsonElement value) =>
        spec.Type == ParameterType.Integer
        && !(ExactNumber.Integer(value) is { } integer && integer >= ExactNumber.Lowest && integer <= ExactNumber.Highest);

    private static bool HasLength(ParameterSpec spec, string text)
    {
        var length = text.EnumerateRunes().Count();
        return length >= (spec.MinLength ?? 0) && length <= (spec.MaxLength ?? int.MaxValue);
    }

    private static string TooLong(int maxLength) =>
        $"must be at most {maxLength} characters long (the operator's setting Workflows:MaxValueLength).";
}
