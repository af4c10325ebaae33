namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Another size: nearest pixel, or a straight line between the two nearest rows and columns.</summary>
internal sealed class Scaled : Raster
{
    private readonly Raster source;
    private readonly bool smooth;
    private readonly byte[] upper;
    private readonly byte[] lower;
    private int upperRow = -1;
    private int lowerRow = -1;

    private Scaled(Raster source, int width, int height, bool smooth)
        : base(width, height)
    {
        this.source = source;
        this.smooth = smooth;
        upper = new byte[source.Width * 3];
        lower = new byte[source.Width * 3];
    }

    public static Raster To(Raster source, int width, int height, bool smooth = true) =>
        source.Width == width && source.Height == height ? source : new Scaled(source, width, height, smooth);

    /// <summary>The longer side becomes <paramref name="longest"/> at most; a smaller picture stays as it is.</summary>
    public static Raster Within(Raster source, int longest)
    {
        var scale = (double)longest / Math.Max(source.Width, source.Height);
        return scale >= 1 ? source : To(source, Side(source.Width * scale), Side(source.Height * scale));
    }

    public static int Side(double length) => Math.Max(1, (int)Math.Round(length));

    public override void ReadRow(int y, Span<byte> rgb)
    {
        var at = Math.Clamp((y + 0.5) * source.Height / Height - 0.5, 0, source.Height - 1);
        var above = smooth ? (int)at : (int)Math.Round(at);
        Load(ref upperRow, upper, above);
        Load(ref lowerRow, lower, Math.Min(above + 1, source.Height - 1));
        var down = smooth ? at - above : 0;
        for (var x = 0; x < Width; x++)
        {
            Pixel(x, down, rgb.Slice(x * 3, 3));
        }
    }

    private static void Load(ref int loaded, byte[] row, int wanted, Raster from)
    {
        if (loaded != wanted)
        {
            from.ReadRow(wanted, row);
            loaded = wanted;
        }
    }

    private void Load(ref int loaded, byte[] row, int wanted) => Load(ref loaded, row, wanted, source);

    private void Pixel(int x, double down, Span<byte> pixel)
    {
        var at = Math.Clamp((x + 0.5) * source.Width / Width - 0.5, 0, source.Width - 1);
        var left = smooth ? (int)at : (int)Math.Round(at);
        var right = Math.Min(left + 1, source.Width - 1);
        var along = smooth ? at - left : 0;
        for (var channel = 0; channel < 3; channel++)
        {
            var top = upper[left * 3 + channel] + (upper[right * 3 + channel] - upper[left * 3 + channel]) * along;
            var bottom = lower[left * 3 + channel] + (lower[right * 3 + channel] - lower[left * 3 + channel]) * along;
            pixel[channel] = (byte)(top + (bottom - top) * down + 0.5);
        }
    }
}
