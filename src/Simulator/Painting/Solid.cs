namespace ArtEngine.ComfySimulator.Painting;

/// <summary>One colour, <c>0xRRGGBB</c>.</summary>
internal sealed class Solid(int width, int height, int colour) : Raster(width, height)
{
    public static Solid Grey(int width, int height, double value)
    {
        var level = (int)Math.Round(Math.Clamp(value, 0, 1) * 255);
        return new Solid(width, height, (level << 16) | (level << 8) | level);
    }

    public override void ReadRow(int y, Span<byte> rgb)
    {
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            rgb[i] = (byte)(colour >> 16);
            rgb[i + 1] = (byte)(colour >> 8);
            rgb[i + 2] = (byte)colour;
        }
    }
}
