using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Sends what waits, one batch after the other, for as long as it takes. Nobody waits for it.</summary>
internal sealed partial class InfluxWriter(PointBuffer points, InfluxClient client, TimeProvider clock, ILogger<InfluxWriter> log)
    : BackgroundService
{
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2);

    /// <summary>On its way; stays until the database has taken or rejected it.</summary>
    private IReadOnlyList<string> _batch = [];

    private readonly Backoff _retries = new(FirstRetry, LongestRetry);
    private volatile string? _trouble;
    private long _droppedTold;

    /// <summary>Why the last batch was not taken; null when it was.</summary>
    public string? Trouble => _trouble;

    /// <summary>Sends what is left, if the database takes it at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(FlushPatience, clock);
        try
        {
            while ((_batch = _batch.Count > 0 ? _batch : points.Take()).Count > 0 && await TrySendAsync(patience.Token) is null)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // The rest is lost; a stop does not wait for metrics.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await points.WaitAsync(stoppingToken);
            await GatherAsync(stoppingToken);
            _batch = points.Take();
            while (await TrySendAsync(stoppingToken) is { } wait)
            {
                await Task.Delay(wait, clock, stoppingToken);
            }
        }
    }

    /// <summary>A second's points go together, sooner when they fill a batch.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; waited < Gather && points.Count < PointBuffer.BatchSize; waited += Look)
        {
            await Task.Delay(Look, clock, cancellationToken);
        }
    }

    /// <returns>Null when the batch is done with, else how long to wait before it is sent again.</returns>
    private async Task<TimeSpan?> TrySendAsync(CancellationToken cancellationToken)
    {
        switch (await client.WriteAsync(_batch, cancellationToken))
        {
            case InfluxAnswer.Rejected rejected:
                BatchRejected(_batch.Count, rejected.Reason);
                break;
            case InfluxAnswer.Refused refused:
                Tell(refused.Reason);
                return LongestRetry;
            case InfluxAnswer.Away away:
                Tell(away.Reason);
                return RetryIn(away.RetryIn);
            default:
                TellRecovery();
                break;
        }

        _batch = [];
        _retries.Reset();
        return null;
    }

    /// <summary>What the database asks for, within reason; else longer each time, and not all nodes at once.</summary>
    private TimeSpan RetryIn(TimeSpan? askedFor)
    {
        if (askedFor is { } asked)
        {
            return asked < FirstRetry ? FirstRetry : asked < LongestAskedFor ? asked : LongestAskedFor;
        }

        return _retries.Next() * (0.8 + (0.4 * Random.Shared.NextDouble()));
    }

    /// <summary>The same trouble is told once, what it costs whenever it costs more.</summary>
    private void Tell(string trouble)
    {
        if (_trouble != trouble)
        {
            _trouble = trouble;
            NotTaken(trouble);
        }

        TellDropped();
    }

    private void TellRecovery()
    {
        TellDropped();
        if (_trouble is not null)
        {
            _trouble = null;
            TakenAgain();
        }
    }

    private void TellDropped()
    {
        var dropped = points.Dropped;
        if (dropped > _droppedTold)
        {
            PointsDropped(dropped - _droppedTold, dropped);
            _droppedTold = dropped;
        }
    }

    [LoggerMessage(LogLevel.Warning, "InfluxDB takes no points; they are kept and sent later: {Reason}")]
    private partial void NotTaken(string reason);

    [LoggerMessage(LogLevel.Information, "InfluxDB takes points again")]
    private partial void TakenAgain();

    [LoggerMessage(LogLevel.Warning, "InfluxDB rejected {Count} points, which are lost: {Reason}")]
    private partial void BatchRejected(int count, string reason);

    [LoggerMessage(LogLevel.Warning, "{Count} points had to be dropped because InfluxDB did not take them, {Total} since the start")]
    private partial void PointsDropped(long count, long total);
}
