namespace ArtEngine.ComfySimulator.Painting;

internal sealed class Inverted(Raster source) : Raster(source.Width, source.Height)
{
    public override void ReadRow(int y, Span<byte> rgb)
    {
        source.ReadRow(y, rgb);
        foreach (ref var value in rgb)
        {
            value = (byte)(255 - value);
        }
    }
}
