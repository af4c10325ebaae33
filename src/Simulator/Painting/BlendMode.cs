namespace ArtEngine.ComfySimulator.Painting;

internal enum BlendMode
{
    Normal,
    Multiply,
    Screen,
    Difference,
}
