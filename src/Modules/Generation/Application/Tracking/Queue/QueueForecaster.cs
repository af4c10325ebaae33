using System.Diagnostics.Metrics;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>
/// The whole line and what is expected of it, worked out from one look at the queue for everybody who asks at the same
/// time. How far off the expectations were is measured when their jobs have ended.
/// </summary>
internal sealed class QueueForecaster(IImageJobs jobs, BackendDirectory backends, IMediator mediator, TimeProvider clock) : IDisposable
{
    /// <summary>Measured renders that are learned from.</summary>
    private const int MaxMeasured = 500;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TimesGoodFor = TimeSpan.FromSeconds(2);

    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Histogram<double> Error = Meter.CreateHistogram<double>(
        "art_engine.eta_error_seconds", "s", "How far off the first expectation of a job's end was.");

    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<Guid, DateTimeOffset> _expected = [];

    private QueueForecast? _forecast;
    private RenderDurations _times = new([]);
    private DateTimeOffset _timesReadAt = DateTimeOffset.MinValue;

    /// <summary>The line as it was a moment ago.</summary>
    public async Task<QueueForecast> GetAsync(CancellationToken cancellationToken) =>
        IsFresh(_forecast) ? _forecast! : await LookAsync(evenIfFresh: false, cancellationToken);

    /// <summary>The line now.</summary>
    public Task<QueueForecast> LookAsync(CancellationToken cancellationToken) => LookAsync(evenIfFresh: true, cancellationToken);

    public void Dispose() => _one.Dispose();

    private async Task<QueueForecast> LookAsync(bool evenIfFresh, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (evenIfFresh || !IsFresh(_forecast))
            {
                _forecast = await MakeAsync(cancellationToken);
            }

            return _forecast!;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool IsFresh(QueueForecast? forecast) => forecast is not null && clock.GetUtcNow() - forecast.At < GoodFor;

    private async Task<QueueForecast> MakeAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var open = await jobs.OpenAsync(cancellationToken);
        if (_times.IsEmpty || now - _timesReadAt >= TimesGoodFor)
        {
            _timesReadAt = now;
            var measured = await jobs.MeasuredAsync(MaxMeasured, cancellationToken);
            _times = new(measured);
            await CompareAsync(open, measured, cancellationToken);
        }

        var servers = (await backends.ListAsync(cancellationToken))
            .Where(backend => backend.State == BackendState.Active && backend.IsWell(backends.Now))
            .ToDictionary(backend => backend.Name, backend => backend.ForeignPrompts);
        var forecast = new QueueForecast(open, servers, _times, now);
        foreach (var one in forecast.All.Where(one => one is { Position: not null, Seconds: not null }))
        {
            _expected.TryAdd(one.Job.Id, now + TimeSpan.FromSeconds(one.Seconds!.Value));
        }

        return forecast;
    }

    /// <summary>Looked up after the open jobs: what is in neither has ended without being rendered.</summary>
    private async Task CompareAsync(IReadOnlyList<OpenJob> open, IReadOnlyList<RenderDuration> measured, CancellationToken cancellationToken)
    {
        foreach (var one in measured)
        {
            if (_expected.Remove(one.JobId, out var expected))
            {
                var error = (one.CompletedAt - expected).Duration();
                Error.Record(error.TotalSeconds, new KeyValuePair<string, object?>("workflow", one.Workflow));
                await mediator.Publish(new EtaMeasured(one.JobId, one.CompletedAt, one.Workflow, error), cancellationToken);
            }
        }

        var stillOpen = open.Select(job => job.Id).ToHashSet();
        foreach (var gone in _expected.Keys.Where(id => !stillOpen.Contains(id)).ToList())
        {
            _expected.Remove(gone);
        }
    }
}
