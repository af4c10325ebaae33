namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Pixels in memory: only pictures that came from outside are kept so.</summary>
internal sealed class Bitmap(int width, int height, byte[] rgb) : Raster(width, height)
{
    public override void ReadRow(int y, Span<byte> row) => rgb.AsSpan(y * Width * 3, Width * 3).CopyTo(row);
}
