using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>
/// Looks at the queue once for each burst of changes and hands the same bytes to every listener. While nobody is signed in
/// it only counts.
/// </summary>
internal sealed partial class QueueBroadcaster(
    IImageJobs jobs, QueueForecaster line, IProgressStore board, ISignals signals, TimeProvider clock, IOptions<JsonOptions> json, ILogger<QueueBroadcaster> log)
    : BackgroundService, IQueueBroadcaster
{
    /// <summary>Changes closer together than this are told as one.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    private int _listeners;
    private int _signedIn;

    /// <summary>The newest moment; null while nobody listens.</summary>
    private QueueSnapshot? _now;

    /// <summary>Comes true when there is a newer one.</summary>
    private TaskCompletionSource _next = NewPromise();

    public async Task<QueueStatus> GetAsync(Guid? userId, CancellationToken cancellationToken)
    {
        if (userId is { } id)
        {
            var forecast = await line.LookAsync(cancellationToken);
            return new QueueSnapshot(forecast.Totals, forecast, board, json.Value.SerializerOptions).StatusFor(id);
        }

        var counts = await jobs.CountAsync(cancellationToken);
        return new(counts.Running, counts.Pending, QueuePosition: null);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(Guid? userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Join(userId, 1);
        try
        {
            if (Volatile.Read(ref _now)?.IsFor(userId) != true)
            {
                signals.NotifyLocal(Topics.Listeners);
            }

            // Nothing waits for a listener: a slow one comes back for the newest and missed only what is out of date.
            var told = ReadOnlyMemory<byte>.Empty;
            while (true)
            {
                // In this order: what is published in between makes the promise true.
                var next = Volatile.Read(ref _next).Task;
                if (Volatile.Read(ref _now) is { } now && now.IsFor(userId) && now.MessageFor(userId) is var message && !message.Span.SequenceEqual(told.Span))
                {
                    yield return told = message;
                }

                await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Join(userId, -1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(Topics.Jobs, Topics.Listeners);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await subscription.WaitAsync(LookAnyway, stoppingToken);
                await PublishAsync(stoppingToken);
                await Task.Delay(Coalesce, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                CountFailed(exception);
                await Task.Delay(LookAnyway, clock, stoppingToken);
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _listeners) == 0)
        {
            Volatile.Write(ref _now, null);
            // Expectations are measured even when nobody asks for them.
            await line.GetAsync(cancellationToken);
            return;
        }

        var forecast = Volatile.Read(ref _signedIn) > 0 ? await line.LookAsync(cancellationToken) : null;
        var totals = forecast?.Totals ?? await jobs.CountAsync(cancellationToken);
        if (forecast is null && _now is { Line: null } && _now.Totals == totals)
        {
            return;
        }

        Volatile.Write(ref _now, new(totals, forecast, board, json.Value.SerializerOptions));
        Interlocked.Exchange(ref _next, NewPromise()).SetResult();
    }

    private void Join(Guid? userId, int one)
    {
        Interlocked.Add(ref _listeners, one);
        if (userId is not null)
        {
            Interlocked.Add(ref _signedIn, one);
        }
    }

    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Error, "The queue could not be counted; listeners wait")]
    private partial void CountFailed(Exception exception);
}
