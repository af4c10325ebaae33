using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>Looks at the queue once for each burst of changes and hands the same bytes to every listener.</summary>
internal sealed partial class QueueBroadcaster(
    LiveQueue queue, IProgressStore progress, ISignals signals, TimeProvider clock, IOptions<JsonOptions> json,
    ILogger<QueueBroadcaster> log)
    : BackgroundService, IQueueBroadcaster
{
    /// <summary>Listeners are told at most ten times a second.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    private int _listeners;
    private int _signedIn;

    /// <summary>The newest one; null while nobody listens.</summary>
    private QueueSnapshot? _now;

    /// <summary>Completed when there is a newer one.</summary>
    private TaskCompletionSource _next = NewPromise();

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(
        Guid? userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Join(userId, 1);
        try
        {
            if (Volatile.Read(ref _now) is null)
            {
                signals.NotifyLocal(Topics.Listeners);
            }

            // Nothing waits for a listener: a slow one comes back for the newest and missed only what is out of date.
            var told = ReadOnlyMemory<byte>.Empty;
            while (true)
            {
                // In this order: what is published after the look at the newest completes the task.
                var next = Volatile.Read(ref _next).Task;
                if (Volatile.Read(ref _now) is { } now && now.MessageFor(userId) is var message && !message.Span.SequenceEqual(told.Span))
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
        using var subscription = signals.Subscribe(Topics.Queue, Topics.Listeners);
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
                PublishFailed(exception.Message);
                await Task.Delay(LookAnyway, clock, stoppingToken);
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _listeners) == 0)
        {
            Volatile.Write(ref _now, null);
            return;
        }

        await queue.EnsureKnownAsync(cancellationToken);
        var totals = queue.Totals;
        if (Volatile.Read(ref _signedIn) > 0 || _now?.Totals != totals)
        {
            Volatile.Write(ref _now, new(totals, queue, progress, json.Value.SerializerOptions));
            Interlocked.Exchange(ref _next, NewPromise()).SetResult();
        }
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

    [LoggerMessage(LogLevel.Error, "The queue is not known; listeners wait: {Reason}")]
    private partial void PublishFailed(string reason);
}
