using ArtEngine.Generation.Application.Library.Outputs;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// Has jobs of older versions found by their words and tags, too; then it has nothing more to do until canceled. One of these runs in the
/// cluster.
/// </summary>
internal sealed record IndexOlderJobsCommand : IRequest;

internal sealed class IndexOlderJobsHandler(IOlderJobs older, TimeProvider clock) : AsyncRequestHandler<IndexOlderJobsCommand>
{
    /// <summary>Small enough that others who write hardly notice.</summary>
    private const int AtOnce = 50;

    /// <summary>By then no nodes of an older version store jobs any more.</summary>
    private static readonly TimeSpan AfterAnUpgrade = TimeSpan.FromHours(1);

    protected override async Task Handle(IndexOlderJobsCommand command, CancellationToken cancellationToken)
    {
        await IndexAsync(cancellationToken);
        await Task.Delay(AfterAnUpgrade, clock, cancellationToken);
        await IndexAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
    }

    private async Task IndexAsync(CancellationToken cancellationToken)
    {
        for (var began = clock.GetTimestamp(); await older.IndexSomeAsync(AtOnce, cancellationToken); began = clock.GetTimestamp())
        {
            // It rests as long as it worked, to leave the database to others half of the time.
            await Task.Delay(clock.GetElapsedTime(began), clock, cancellationToken);
        }
    }
}
