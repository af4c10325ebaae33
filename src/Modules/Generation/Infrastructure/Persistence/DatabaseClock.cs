using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// The time that nodes which share a database agree on: PostgreSQL's, asked for once in a while and counted on from there by
/// the monotonic clock. With SQLite there is one node, whose own clock it is.
/// </summary>
internal sealed class DatabaseClock(TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    /// <summary>An answer that took longer may be wrong by as much; the one before is believed a while longer.</summary>
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromMilliseconds(250);

    /// <summary>So often it is asked when there is no answer yet.</summary>
    private const int MostTries = 3;

    private Sample? _sample;

    public DateTimeOffset Now =>
        Volatile.Read(ref _sample) is { } sample ? sample.Time + clock.GetElapsedTime(sample.At) : clock.GetUtcNow();

    /// <summary>Asks the database, when the last answer is old.</summary>
    public ValueTask SetAsync(GenerationDbContext db, CancellationToken cancellationToken) =>
        Volatile.Read(ref _sample) is { } sample && clock.GetElapsedTime(sample.At) < AskAgain
            ? ValueTask.CompletedTask
            : AskAsync(db, cancellationToken);

    /// <summary>Asks the database, however old the last answer is: on a machine that was suspended, none seems old.</summary>
    public async ValueTask AskAsync(GenerationDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            return;
        }

        for (var tries = 1; ; tries++)
        {
            var at = clock.GetTimestamp();
            var time = await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AT TIME ZONE 'UTC' AS \"Value\"")
                .SingleAsync(cancellationToken);
            var isQuick = clock.GetElapsedTime(at) <= SlowestAnswer;
            if (isQuick || (_sample is null && tries == MostTries))
            {
                Volatile.Write(ref _sample, new(new(DateTime.SpecifyKind(time, DateTimeKind.Utc)), at));
            }

            if (_sample is not null)
            {
                return;
            }
        }
    }

    private sealed record Sample(DateTimeOffset Time, long At);
}
