using System.Runtime.InteropServices;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>
/// Draws the value of a parameter that was not given, each allowed value being as likely as any other. Integers are drawn from
/// those that every language can hold and that the nodes take which get them.
/// </summary>
/// <param name="random">Draws.</param>
/// <param name="atMost">The largest integers to draw, by parameter; none when nothing is known of the nodes.</param>
internal sealed class ParameterDraw(Random random, IReadOnlyDictionary<string, ulong>? atMost = null)
{
    public JsonElement Draw(ParameterSpec spec) => spec switch
    {
        { Choices: { Count: > 0 } choices } => WholeNumber.Normalize(spec, choices[random.Next(choices.Count)]),
        { Type: ParameterType.Integer } => Json(Integer(spec)),
        { Type: ParameterType.Number } => JsonSerializer.SerializeToElement(Number(spec)),
        _ => JsonSerializer.SerializeToElement(random.Next(2) == 1),
    };

    /// <summary>The first and the last number of steps that lie within the limits; first is above last when none does.</summary>
    public static (Int128 First, Int128 Last, Int128 Step) Steps(ParameterSpec spec)
    {
        var step = Bound(spec.MultipleOf, Int128.One);
        var minimum = Bound(spec.Minimum, Int128.Zero);
        var maximum = Bound(spec.Maximum, ExactNumber.Highest);
        return (-FloorDivide(-minimum, step), FloorDivide(maximum, step), step);
    }

    private Int128 Integer(ParameterSpec spec)
    {
        var (first, last, step) = Steps(spec);
        var highest = Int128.Min(WholeNumber.LargestSafe, atMost?.GetValueOrDefault(spec.Name, ulong.MaxValue) ?? ulong.MaxValue);
        var lower = Int128.Max(first, -(WholeNumber.LargestSafe / step));
        var upper = Int128.Min(last, FloorDivide(highest, step));
        // Whoever wrote the limits of the parameter may want larger ones all the same.
        (first, last) = lower > upper ? (first, last) : (lower, upper);
        return (first + (Int128)Below((UInt128)(last - first))) * step;
    }

    // Bits are drawn anew until they fit: cutting them down would favour the low numbers.
    private UInt128 Below(UInt128 inclusive)
    {
        var mask = inclusive == 0 ? UInt128.Zero : UInt128.MaxValue >> (int)UInt128.LeadingZeroCount(inclusive);
        Span<UInt128> drawn = stackalloc UInt128[1];
        do
        {
            random.NextBytes(MemoryMarshal.AsBytes(drawn));
            drawn[0] &= mask;
        }
        while (drawn[0] > inclusive);

        return drawn[0];
    }

    private double Number(ParameterSpec spec)
    {
        var (minimum, maximum) = (spec.Minimum!.Value.GetDouble(), spec.Maximum!.Value.GetDouble());
        return Math.Clamp(minimum + (random.NextDouble() * (maximum - minimum)), minimum, maximum);
    }

    private static Int128 Bound(JsonElement? limit, Int128 otherwise) =>
        limit is { } value ? ExactNumber.Integer(value) ?? otherwise : otherwise;

    private static Int128 FloorDivide(Int128 value, Int128 step)
    {
        var (quotient, remainder) = Int128.DivRem(value, step);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private static JsonElement Json(Int128 value) =>
        value < 0 ? JsonSerializer.SerializeToElement((long)value) : JsonSerializer.SerializeToElement((ulong)value);
}
