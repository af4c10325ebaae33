using System.Globalization;

namespace ArtEngine.Growth;

/// <summary>How many jobs there are.</summary>
/// <param name="Waiting">In the queue.</param>
/// <param name="Ended">In the history.</param>
internal sealed record QueueSize(int Waiting, int Ended)
{
    /// <summary>With fewer, the pages of the list would not be full, and what they cost would grow with their length.</summary>
    private static readonly QueueSize Smallest = new(100, 1_000);

    public static QueueSize Parse(string word) =>
        word.Split('/') is [var waiting, var ended]
        && int.TryParse(waiting, CultureInfo.InvariantCulture, out var w) && w >= Smallest.Waiting
        && int.TryParse(ended, CultureInfo.InvariantCulture, out var e) && e >= Smallest.Ended
            ? new(w, e)
            : throw new FormatException($"\"{word}\" is not a size: WAITING/ENDED, at least {Smallest}.");

    public override string ToString() => $"{Waiting:N0} / {Ended:N0}";
}
