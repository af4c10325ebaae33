using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Nodes;

internal static class Dimensions
{
    /// <summary>A side of 0 follows the other one.</summary>
    public static (int Width, int Height) Fill(Raster picture, int width, int height) => (width, height) switch
    {
        (0, 0) => (picture.Width, picture.Height),
        (0, _) => (Scaled.Side((double)picture.Width * height / picture.Height), height),
        (_, 0) => (width, Scaled.Side((double)picture.Height * width / picture.Width)),
        _ => (width, height),
    };
}
