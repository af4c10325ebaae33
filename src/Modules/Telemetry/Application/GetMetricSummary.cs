using MediatR;

namespace ArtEngine.Telemetry.Application;

/// <summary>What happened since the start and lately.</summary>
internal sealed record GetMetricSummaryQuery : IRequest<MetricSummary>;

/// <summary>Counters since this process started, and the jobs that ended last.</summary>
/// <param name="Since">When counting began, UTC.</param>
/// <param name="UsersRegistered">Users who signed in for the first time.</param>
/// <param name="JobsAccepted">Jobs stored in the queue.</param>
/// <param name="JobsEnded">Jobs that ended, by status.</param>
/// <param name="OutputBytes">Size of all outputs.</param>
/// <param name="EtaError">How far off the expected ends of jobs were.</param>
/// <param name="PerMinute">Jobs ended in each of the last 60 minutes that had any, oldest first.</param>
/// <param name="Recent">The last 100 ended jobs, newest first.</param>
internal sealed record MetricSummary(
    DateTimeOffset Since,
    long UsersRegistered,
    long JobsAccepted,
    IReadOnlyDictionary<string, long> JobsEnded,
    long OutputBytes,
    EtaError EtaError,
    IReadOnlyList<MinuteCount> PerMinute,
    IReadOnlyList<EndedJob> Recent);

/// <summary>How far off the first expectation of a job's end was, of the last 100 jobs that had one; in milliseconds.</summary>
/// <param name="Jobs">How many jobs since the start.</param>
/// <param name="MedianMs">Half of the last ones were not further off; null when there were none.</param>
/// <param name="P90Ms">Nine of ten were not further off; null when there were none.</param>
internal sealed record EtaError(long Jobs, double? MedianMs, double? P90Ms);

/// <summary>Jobs that ended within one minute.</summary>
/// <param name="Minute">Its start, UTC.</param>
/// <param name="Ended">How many.</param>
internal sealed record MinuteCount(DateTimeOffset Minute, long Ended);

/// <summary>One ended job; times in milliseconds, null where not known.</summary>
internal sealed record EndedJob(
    DateTimeOffset At, string Workflow, string Backend, string Status, double? QueueMs, double? ExecutionMs, double? OverheadMs,
    double SizeBytes);

internal sealed class GetMetricSummaryHandler(IMetricSummary metrics) : IRequestHandler<GetMetricSummaryQuery, MetricSummary>
{
    public Task<MetricSummary> Handle(GetMetricSummaryQuery query, CancellationToken cancellationToken) => Task.FromResult(metrics.Get());
}
