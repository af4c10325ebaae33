namespace ArtEngine.ComfySimulator.Painting;

/// <summary>The first picture with some of the second over it; the second is fitted to the first.</summary>
internal sealed class Blended(Raster below, Raster above, double amount, BlendMode mode = BlendMode.Normal)
    : Raster(below.Width, below.Height)
{
    private readonly Raster over = Scaled.To(above, below.Width, below.Height);
    private readonly byte[] overRow = new byte[below.Width * 3];

    public override void ReadRow(int y, Span<byte> rgb)
    {
        below.ReadRow(y, rgb);
        over.ReadRow(y, overRow);
        for (var i = 0; i < rgb.Length; i++)
        {
            var mixed = Mix(rgb[i], overRow[i]);
            rgb[i] = (byte)Math.Clamp(rgb[i] + (mixed - rgb[i]) * amount, 0, 255);
        }
    }

    private double Mix(int a, int b) => mode switch
    {
        BlendMode.Multiply => a * b / 255.0,
        BlendMode.Screen => 255 - (255 - a) * (255 - b) / 255.0,
        BlendMode.Difference => a - b,
        _ => b,
    };
}
