namespace ArtEngine.ComfySimulator.Painting;

/// <summary>
/// A picture as a function from row to pixels. Nothing is stored, so a batch of large pictures in the node cache
/// costs nothing, and a chain of image nodes is one pass at the time of saving.
/// </summary>
internal abstract class Raster(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Writes row <paramref name="y"/> as <c>3 * Width</c> bytes of red, green, blue.</summary>
    public abstract void ReadRow(int y, Span<byte> rgb);
}
