using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// The time that nodes which share a database agree on: PostgreSQL's, asked for once in a while and counted on from there by
/// the monotonic clock. With SQLite there is one node, whose own clock it is.
/// </summary>
internal sealed class DatabaseClock(TimeProvider clock)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private Sample? _sample;

    public DateTimeOffset Now =>
        Volatile.Read(ref _sample) is { } sample ? sample.Time + clock.GetElapsedTime(sample.At) : clock.GetUtcNow();

    /// <summary>Asks the database, when the last answer is old.</summary>
    public async ValueTask SetAsync(GenerationDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql() || (Volatile.Read(ref _sample) is { } sample && clock.GetElapsedTime(sample.At) < AskAgain))
        {
            return;
        }

        var at = clock.GetTimestamp();
        var time = await db.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AT TIME ZONE 'UTC' AS \"Value\"")
            .SingleAsync(cancellationToken);
        Volatile.Write(ref _sample, new(new(DateTime.SpecifyKind(time, DateTimeKind.Utc)), at));
    }

    private sealed record Sample(DateTimeOffset Time, long At);
}
