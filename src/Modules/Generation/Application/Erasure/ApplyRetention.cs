using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Progress;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>
/// Says of jobs that have ended when they expire, and deletes those whose time is over, until canceled. One of these runs in the cluster.
/// Each look finds what it has to do by an index, so it costs nothing that many jobs are kept.
/// </summary>
internal sealed record ApplyRetentionCommand : IRequest;

internal sealed partial class ApplyRetentionHandler(
    RetentionPorts ports, IProgressStore progress, JobChanges changes, ISignals signals, TimeProvider clock,
    ILogger<ApplyRetentionHandler> log)
    : AsyncRequestHandler<ApplyRetentionCommand>
{
    /// <summary>Small enough that others who write hardly notice.</summary>
    private const int AtOnce = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task Handle(ApplyRetentionCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            var began = clock.GetTimestamp();
            var version = await ports.Retention.BeginAsync(ports.Terms.Wording, cancellationToken);
            var reviewed = await ports.Retention.ReviewAsync(ports.Terms, version, AtOnce, cancellationToken);
            // What is to be kept longer by now is not deleted by the terms before.
            var expired = reviewed < AtOnce ? await ports.Retention.DeleteExpiredAsync(AtOnce, cancellationToken) : [];
            Report(expired);
            // While there is much to do, half of the time is everybody else's.
            var isMore = reviewed == AtOnce || expired.Count == AtOnce;
            await Task.Delay(isMore ? clock.GetElapsedTime(began) : Interval, clock, cancellationToken);
        }
    }

    private void Report(IReadOnlyList<Guid> expired)
    {
        if (expired.Count == 0)
        {
            return;
        }

        foreach (var jobId in expired)
        {
            progress.Forget(jobId);
        }

        changes.ReportDeleted(expired);
        signals.Notify(Topics.Deletions);
        Deleted(expired.Count);
    }

    [LoggerMessage(LogLevel.Information, "{Jobs} jobs were deleted whose time is over")]
    private partial void Deleted(int jobs);
}

/// <summary>What the retention reads and writes.</summary>
internal sealed record RetentionPorts(IRetention Retention, IRetentionTerms Terms);
