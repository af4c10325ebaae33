namespace ArtEngine.ComfySimulator.Painting;

/// <summary>A frame of another size around or inside a picture: cropping and padding are the same thing.</summary>
internal sealed class Placed(Raster source, int left, int top, int width, int height, byte outside = 127) : Raster(width, height)
{
    private readonly byte[] whole = new byte[source.Width * 3];

    public override void ReadRow(int y, Span<byte> rgb)
    {
        rgb.Fill(outside);
        var sourceY = y - top;
        if (sourceY < 0 || sourceY >= source.Height)
        {
            return;
        }

        source.ReadRow(sourceY, whole);
        var from = Math.Max(0, -left);
        var to = Math.Min(source.Width, Width - left);
        if (to > from)
        {
            whole.AsSpan(from * 3, (to - from) * 3).CopyTo(rgb[((from + left) * 3)..]);
        }
    }
}
