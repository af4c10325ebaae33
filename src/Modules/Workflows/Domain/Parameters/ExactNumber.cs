using System.Globalization;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>Compares JSON numbers by their digits: a seed of 20 digits does not survive a double.</summary>
internal static class ExactNumber
{
    /// <summary>The smallest and the largest integer that any parameter takes.</summary>
    public static readonly Int128 Lowest = long.MinValue;

    /// <inheritdoc cref="Lowest"/>
    public static readonly Int128 Highest = ulong.MaxValue;

    /// <summary>The integer, if it is written as one: <c>1</c>, but not <c>1.0</c> or <c>1e3</c>.</summary>
    public static Int128? Integer(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && Int128.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer
            : null;

    public static bool IsIntegerLiteral(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E');

    public static bool IsFinite(JsonElement value) => double.IsFinite(value.GetDouble());

    public static int Compare(JsonElement left, JsonElement right)
    {
        if (Integer(left) is { } leftInteger && Integer(right) is { } rightInteger)
        {
            return leftInteger.CompareTo(rightInteger);
        }

        return left.TryGetDecimal(out var leftDecimal) && right.TryGetDecimal(out var rightDecimal)
            ? leftDecimal.CompareTo(rightDecimal)
            : left.GetDouble().CompareTo(right.GetDouble());
    }

    public static bool IsMultiple(JsonElement value, JsonElement step)
    {
        if (Integer(value) is { } integer && Integer(step) is { } integerStep)
        {
            return integer % integerStep == 0;
        }

        // A double has too few digits to say whether 0.3 is a multiple of 0.1; beyond a decimal's reach nobody can tell.
        return !value.TryGetDecimal(out var exact) || !step.TryGetDecimal(out var exactStep) || exact % exactStep == 0;
    }
}
