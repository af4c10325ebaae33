using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Application.Erasure.Retention;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>
/// Says of jobs that have ended when they expire, and deletes those whose time is over, until canceled. One of these runs in the cluster.
/// Each look finds what it has to do by an index, so it costs nothing that many jobs are kept.
/// </summary>
internal sealed record ApplyRetentionCommand : IRequest;

internal sealed partial class ApplyRetentionHandler(
    IRetention retention, IRetentionTerms terms, DeletedJobs deleted, TimeProvider clock, ILogger<ApplyRetentionHandler> log)
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
            var version = await retention.BeginAsync(terms.Wording, cancellationToken);
            var reviewed = await retention.ReviewAsync(terms, version, AtOnce, cancellationToken);
            // What is to be kept longer by now is not deleted by the terms before.
            var expired = reviewed < AtOnce ? await retention.DeleteExpiredAsync(AtOnce, cancellationToken) : [];
            deleted.Report(expired);
            if (expired.Count > 0)
            {
                Deleted(expired.Count);
            }

            // While there is much to do, half of the time is everybody else's.
            var isMore = reviewed == AtOnce || expired.Count == AtOnce;
            await Task.Delay(isMore ? clock.GetElapsedTime(began) : Interval, clock, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Jobs} jobs were deleted whose time is over")]
    private partial void Deleted(int jobs);
}
