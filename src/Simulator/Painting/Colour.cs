using System.Numerics;

namespace ArtEngine.ComfySimulator.Painting;

internal static class Colour
{
    /// <summary>Hue in turns, the rest from 0 to 1; the answer is red, green, blue from 0 to 255.</summary>
    public static Vector3 FromHsl(float hue, float saturation, float lightness)
    {
        var chroma = (1 - MathF.Abs(2 * lightness - 1)) * saturation;
        var low = lightness - chroma / 2;
        return 255 * (new Vector3(low) + chroma * new Vector3(Ramp(hue + 1f / 3), Ramp(hue), Ramp(hue - 1f / 3)));
    }

    private static float Ramp(float hue)
    {
        var turn = hue - MathF.Floor(hue);
        return Math.Clamp(MathF.Min(turn * 6, 4 - turn * 6), 0, 1);
    }
}
