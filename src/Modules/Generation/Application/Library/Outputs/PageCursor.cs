using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>The last item of a page of a list that goes from new to old.</summary>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Id">Its id, which tells it from others of the same time.</param>
internal sealed record PageCursor(DateTimeOffset CreatedAt, Guid Id)
{
    /// <summary>What is said of a cursor that cannot be read.</summary>
    public const string Rule = "Take next_cursor of the page before, of the same list.";

    private const int Longest = 200;

    /// <summary>As callers get it.</summary>
    /// <param name="list">The list's name: a cursor of another one is refused.</param>
    public string Write(string list) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{list} {CreatedAt.UtcTicks} {Id:N}")));

    /// <returns>Null when it is none of this list.</returns>
    public static PageCursor? Read(string list, string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return null;
        }

        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        return parts.Length == 3 && parts[0] == list && Guid.TryParseExact(parts[2], "N", out var id) &&
            long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) &&
            ticks <= DateTimeOffset.MaxValue.Ticks
            ? new(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }
}
