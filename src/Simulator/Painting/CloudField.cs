namespace ArtEngine.ComfySimulator.Painting;

/// <summary>Cloud cover on a coarse grid, read between its points: the full noise for each pixel would cost too much.</summary>
internal sealed class CloudField
{
    private readonly int cell;
    private readonly int columns;
    private readonly float[] cover;

    public CloudField(Noise noise, int width, int height, int cell)
    {
        this.cell = cell;
        columns = width / cell + 2;
        var rows = height / cell + 2;
        cover = new float[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                // Stretched sideways, as clouds are.
                var x = 2.2f * column * cell / Math.Max(width, height);
                var y = 7f * row * cell / Math.Max(width, height);
                cover[row * columns + column] = noise.Fractal(x + 40, y + 40, 5);
            }
        }
    }

    public float At(int x, int y)
    {
        var column = x / cell;
        var row = y / cell;
        var along = (x - column * cell) / (float)cell;
        var down = (y - row * cell) / (float)cell;
        var at = row * columns + column;
        var top = cover[at] + (cover[at + 1] - cover[at]) * along;
        var bottom = cover[at + columns] + (cover[at + columns + 1] - cover[at + columns]) * along;
        return top + (bottom - top) * down;
    }
}
