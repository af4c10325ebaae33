using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>
/// Integers however they are written: JSON makes no difference between <c>20</c>, <c>20.0</c> and <c>2e1</c>, and languages whose
/// numbers end at 2^53 can only send larger ones as text. ComfyUI gets the digits alone.
/// </summary>
internal static partial class WholeNumber
{
    /// <summary>JavaScript holds no larger integer exactly: a seed beyond it comes back as another one.</summary>
    public const long LargestSafe = (1L << 53) - 1;

    /// <summary>More digits than any integer has that a parameter takes.</summary>
    private const int ManyDigits = 50;

    /// <summary>The value in plain digits when it is a whole number for a parameter that takes integers; else the value as it is.</summary>
    public static JsonElement Normalize(ParameterSpec spec, JsonElement value) => (spec.Type, value.ValueKind) switch
    {
        (ParameterType.Integer, JsonValueKind.Number)
            when !ExactNumber.IsIntegerLiteral(value) && Digits(value.GetRawText()) is { } digits => JsonElement.Parse(digits),
        (ParameterType.Integer, JsonValueKind.String) when TakesText(spec) && TextDigits(value) is { } digits => JsonElement.Parse(digits),
        _ => value,
    };

    /// <summary>Whether the parameter takes integers that not every language can send as a number.</summary>
    public static bool TakesText(ParameterSpec spec) => spec is { Type: ParameterType.Integer, Choices.Count: 0 } &&
        (IsBeyond(spec.Minimum, -LargestSafe, isLower: true) || IsBeyond(spec.Maximum, LargestSafe, isLower: false));

    private static bool IsBeyond(JsonElement? limit, Int128 safe, bool isLower) =>
        limit is not { } value || ExactNumber.Integer(value) is not { } number || (isLower ? number < safe : number > safe);

    // Of the raw bytes: what callers send may be no text at all.
    private static string? TextDigits(JsonElement value) =>
        JsonMarshal.GetRawUtf8Value(value) is { Length: <= ManyDigits } raw && Plain().Match(Encoding.ASCII.GetString(raw)) is
        { Success: true } text ? text.Groups["digits"].Value : null;

    /// <summary>The digits of a JSON number with a point or an exponent; null when it is not whole.</summary>
    private static string? Digits(string raw)
    {
        var culture = CultureInfo.InvariantCulture;
        var parts = raw.TrimStart('-').Split('e', 'E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        if (digits.All(digit => digit == '0'))
        {
            return "0";
        }

        // An exponent beyond an int leads out of every range, up or down.
        if (!int.TryParse(parts.ElementAtOrDefault(1) ?? "0", NumberStyles.AllowLeadingSign, culture, out var exponent))
        {
            return parts[1].StartsWith('-') ? null : Signed(raw, new string('9', ManyDigits));
        }

        var whole = (long)(point < 0 ? digits.Length : point) + exponent;
        return whole <= 0 || digits.Skip((int)Math.Min(whole, digits.Length)).Any(digit => digit != '0') ? null
            : Signed(raw, whole > digits.Length + ManyDigits
                ? new string('9', ManyDigits)
                : digits[..(int)Math.Min(whole, digits.Length)].PadRight((int)whole, '0').TrimStart('0'));
    }

    private static string Signed(string raw, string digits) => raw.StartsWith('-') ? $"-{digits}" : digits;

    [GeneratedRegex(@"\A""(?<digits>-?(?:0|[1-9][0-9]{0,19}))""\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
