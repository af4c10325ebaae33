using System.Globalization;

namespace ArtEngine.BuildingBlocks;

/// <summary>Cursors of lists that go down by number: the number of the last item of the page before.</summary>
public static class SequenceCursor
{
    /// <summary>What is said of a cursor that cannot be read.</summary>
    public const string Rule = "Take next_cursor of the page before.";

    /// <summary>Whether the text can be read; null, the first page, can.</summary>
    public static bool Is(string? text) => text is null || long.TryParse(text, CultureInfo.InvariantCulture, out _);

    /// <returns>The number; null for the first page.</returns>
    public static long? Read(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>As callers get it.</summary>
    public static string Write(long number) => number.ToString(CultureInfo.InvariantCulture);
}
