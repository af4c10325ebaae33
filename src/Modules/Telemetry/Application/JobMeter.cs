using System.Diagnostics.Metrics;
using System.Text.Json;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application;

/// <summary>Counts jobs for whoever collects the meters of this process; an event that is told again counts again.</summary>
internal sealed class JobMeter : INotificationHandler<JobAccepted>, INotificationHandler<JobEnded>
{
    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Counter<long> Accepted = Meter.CreateCounter<long>("art_engine.jobs.accepted", description: "Jobs accepted.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("art_engine.jobs.ended", description: "Jobs that ended.");

    private static readonly Counter<double> GpuSeconds = Meter.CreateCounter<double>(
        "art_engine.gpu.time", "s", "Seconds of rendering, those of attempts that came to nothing included.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("art_engine.outputs", "By", "Bytes of outputs.");

    private static readonly Histogram<double> Waited = Meter.CreateHistogram<double>(
        "art_engine.job.wait", "s", "From acceptance to the start of the last render.",
        advice: new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600, 14_400] });

    public Task Handle(JobAccepted notification, CancellationToken cancellationToken)
    {
        Accepted.Add(1, Tag("workflow", notification.Workflow));
        return Task.CompletedTask;
    }

    public Task Handle(JobEnded notification, CancellationToken cancellationToken)
    {
        var (workflow, backend) = (Tag("workflow", notification.Workflow), Tag("backend", notification.Backend ?? "none"));
        Ended.Add(
            1, workflow, backend, Tag("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(notification.Status.ToString())),
            Tag("error", notification.ErrorCode ?? ""));
        GpuSeconds.Add(notification.GpuSeconds, workflow, backend);
        Bytes.Add(notification.SizeBytes, workflow);
        if (notification.QueueMs is { } milliseconds)
        {
            Waited.Record(milliseconds / 1_000.0, workflow);
        }

        return Task.CompletedTask;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
