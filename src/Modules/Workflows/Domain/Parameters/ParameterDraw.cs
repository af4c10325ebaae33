using System.Runtime.InteropServices;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>Draws the value of a parameter that was not given, each allowed value being as likely as any other.</summary>
internal static class ParameterDraw
{
    public static JsonElement Draw(ParameterSpec spec, Random random) => spec switch
    {
        { Choices: { Count: > 0 } choices } => choices[random.Next(choices.Count)],
        { Type: ParameterType.Integer } => Json(Integer(spec, random)),
        { Type: ParameterType.Number } => JsonSerializer.SerializeToElement(Number(spec, random)),
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

    private static Int128 Integer(ParameterSpec spec, Random random)
    {
        var (first, last, step) = Steps(spec);
        return (first + (Int128)Below((UInt128)(last - first), random)) * step;
    }

    // Bits are drawn anew until they fit: cutting them down would favour the low numbers.
    private static UInt128 Below(UInt128 inclusive, Random random)
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

    private static double Number(ParameterSpec spec, Random random)
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
