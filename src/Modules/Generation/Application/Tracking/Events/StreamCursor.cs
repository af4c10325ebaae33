using System.Globalization;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>
/// What a listener was told of a job, as the id of an event. All of it but the progress can be compared with the job's
/// row, so that any node can go on where another one stopped.
/// </summary>
/// <param name="Turn">How many attempts were lost before.</param>
/// <param name="Stage">How far the job was in that turn.</param>
/// <param name="Outputs">How many outputs of that turn were told.</param>
/// <param name="PerMille">The highest progress that was told.</param>
internal readonly record struct StreamCursor(int Turn, StreamStage Stage, int Outputs, int PerMille)
{
    private const int Complete = 1_000;

    /// <summary>Reads a <c>Last-Event-ID</c>; with one that is not ours the stream starts from the beginning.</summary>
    public static StreamCursor Parse(string? id)
    {
        var parts = (id ?? "").Split('.');
        var numbers = new int[4];
        for (var place = 0; place < numbers.Length; place++)
        {
            if (parts.Length != numbers.Length ||
                !int.TryParse(parts[place], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[place]))
            {
                return default;
            }
        }

        return numbers[1] > (int)StreamStage.Ended
            ? default
            : new(numbers[0], (StreamStage)numbers[1], numbers[2], Math.Min(numbers[3], Complete));
    }

    /// <summary>Whether a status was told already. What ends a job is told once, whatever the turn.</summary>
    public bool Includes(int turn, StreamStage stage) => Stage >= StreamStage.Canceling
        ? stage <= Stage
        : stage < StreamStage.Canceling && (turn < Turn || (turn == Turn && stage <= Stage));

    /// <summary>After a status was told; a new turn makes its outputs anew.</summary>
    public StreamCursor At(int turn, StreamStage stage) =>
        turn > Turn ? new(turn, stage, 0, PerMille) : this with { Stage = stage };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Turn}.{(int)Stage}.{Outputs}.{PerMille}");
}

/// <summary>How far a job is in its turn.</summary>
internal enum StreamStage
{
    /// <summary>Nothing was told.</summary>
    None,
    Queued,
    Running,
    Canceling,
    Ended,
}
