namespace ArtEngine.ComfySimulator.Painting;

/// <summary>
/// Writes on a picture that it is no real one, and, where there is room, the first words of its prompt: nobody should
/// take a simulated picture for the work of a model.
/// </summary>
internal sealed class Labelled : Raster
{
    public const string Title = "SIMULATED";

    private readonly Raster source;
    private readonly List<Line> lines = [];

    public Labelled(Raster source, string words)
        : base(source.Width, source.Height)
    {
        this.source = source;
        var scale = Math.Max(1, Math.Min(Width / 3 / (Title.Length * BitmapFont.Advance), Height / 4 / BitmapFont.Height));
        var margin = Math.Min(2 * scale, Math.Max(0, (Width - Title.Length * BitmapFont.Advance * scale) / 2));
        var small = Math.Max(1, scale / 2);
        var top = Math.Max(0, Height - margin - BitmapFont.Height * scale);
        var room = (Width - 2 * margin) / (BitmapFont.Advance * small);
        if (words.Length > 0 && scale > 1 && room >= 12)
        {
            top -= BitmapFont.Height * small + 2 * scale;
            lines.Add(new Line(Shorten(words, room), margin, Height - margin - BitmapFont.Height * small, small));
        }

        lines.Add(new Line(Title, margin, top, scale));
    }

    public override void ReadRow(int y, Span<byte> rgb)
    {
        source.ReadRow(y, rgb);
        foreach (var line in lines)
        {
            // A dark copy one dot off keeps the letters readable on any colour.
            var shadow = Math.Max(1, line.Scale / 2);
            Write(line, line.Left + shadow, line.Top + shadow, y, rgb, 0);
            Write(line, line.Left, line.Top, y, rgb, 255);
        }
    }

    private static void Write(Line line, int left, int top, int y, Span<byte> rgb, byte level)
    {
        var row = (y - top) / line.Scale;
        if (y < top || row >= BitmapFont.Height)
        {
            return;
        }

        var end = Math.Min(rgb.Length / 3, left + line.Text.Length * BitmapFont.Advance * line.Scale);
        for (var x = left; x < end; x++)
        {
            var dot = (x - left) / line.Scale;
            var column = dot % BitmapFont.Advance;
            if (column < BitmapFont.Width && BitmapFont.IsSet(line.Text[dot / BitmapFont.Advance], column, row))
            {
                Tint(rgb.Slice(x * 3, 3), level);
            }
        }
    }

    private static void Tint(Span<byte> pixel, byte level)
    {
        foreach (ref var value in pixel)
        {
            value = (byte)((value + level * 5) / 6);
        }
    }

    private static string Shorten(string words, int room)
    {
        var clean = string.Concat(words.Select(letter => BitmapFont.CanWrite(letter) ? letter : ' '));
        var text = string.Join(' ', clean.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= room ? text : text[..(room - 3)].TrimEnd() + "...";
    }

    private sealed record Line(string Text, int Left, int Top, int Scale);
}
