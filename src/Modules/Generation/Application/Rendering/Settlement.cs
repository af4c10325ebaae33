using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>Finds out what became of an attempt and writes it down.</summary>
internal sealed partial class Settlement(
    IRenderServer server,
    LaneLease lease,
    IImageJobs jobs,
    OutputCollector collector,
    ILiveBoard board,
    TimeProvider clock,
    GenerationOptions options,
    ILogger<Settlement> log)
{
    /// <summary>The queue and the history are read one after the other, and a history may lag: one look is no proof of a loss.</summary>
    private const int LooksBeforeLost = 3;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan FirstStoringRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStoringRetry = TimeSpan.FromSeconds(30);

    /// <summary>The picture waits at its ComfyUI server meanwhile, and the lane with it.</summary>
    private static readonly TimeSpan StoringGivesUpAfter = TimeSpan.FromHours(1);

    private static readonly RenderFault Lost = new(FaultCodes.BackendLost, "The ComfyUI server lost the prompt, most likely by a restart.");
    private static readonly RenderFault Missing = new(FaultCodes.OutputMissing, "The render ended well, but its file was gone before it could be fetched.");
    private static readonly RenderFault NotStored = new(FaultCodes.Storage, "The render ended well, but its files could not be stored for an hour.");

    /// <summary>Looks the prompt up; when it is not over, it is looked up again later.</summary>
    public Task<Settled> SettleAsync(Render render, CancellationToken cancellationToken) => TryAsync(
        render,
        async () => await SettleAsync(render, await server.LookUpAsync(render.AttemptId, cancellationToken), cancellationToken),
        cancellationToken);

    /// <summary>Stores what some nodes have made while others still run.</summary>
    public Task<Settled> KeepReadyAsync(Render render, CancellationToken cancellationToken) => TryAsync(
        render,
        async () =>
        {
            await KeepReadyFilesAsync(render, cancellationToken);
            return render.HasEnded
                ? await SettleAsync(render, await server.LookUpAsync(render.AttemptId, cancellationToken), cancellationToken)
                : Settled.NotYet;
        },
        cancellationToken);

    public async Task StartAsync(Render render, CancellationToken cancellationToken)
    {
        if (render.StartedAt is null)
        {
            render.StartedAt = clock.GetUtcNow();
            await ChangeAsync(render, job => job.Start(render.AttemptId, render.StartedAt.Value), cancellationToken);
        }
    }

    /// <summary>The attempt came to nothing; the fault decides whether there is another one.</summary>
    public Task FailAsync(Render render, RenderFault fault, CancellationToken cancellationToken) => ChangeAsync(
        render,
        job =>
        {
            if (render.NotNoted.Count > 0)
            {
                job.Keep(render.AttemptId, render.NotNoted);
            }

            job.LoseAttempt(render.AttemptId, fault, options.MaxAttempts, clock.GetUtcNow());
        },
        cancellationToken);

    private async Task<Settled> TryAsync(Render render, Func<Task<Settled>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (RenderServerUnavailableException)
        {
            return Settled.ServerAway;
        }
        catch (IOException exception)
        {
            return await StoreLaterAsync(render, exception, cancellationToken);
        }
    }

    private async Task<Settled> SettleAsync(Render render, RenderState state, CancellationToken cancellationToken)
    {
        render.TimesUnknown = state is RenderState.Unknown ? render.TimesUnknown + 1 : 0;
        switch (state)
        {
            case RenderState.Finished finished:
                return await KeepAsync(render, finished, cancellationToken);
            case RenderState.Failed failed:
                await FreeMemoryForAsync(failed.Fault, cancellationToken);
                await FailAsync(render, failed.Fault, cancellationToken);
                return Settled.Closed;
            case RenderState.Unknown when render.TimesUnknown >= LooksBeforeLost:
                await FailAsync(render, Lost, cancellationToken);
                return Settled.Closed;
            case RenderState.Unknown:
                render.NextLook = clock.GetUtcNow() + BetweenLooks;
                return Settled.NotYet;
            case RenderState.Running:
                await NoteRunningAsync(render, cancellationToken);
                return Settled.NotYet;
            case RenderState.Waiting waiting:
                NoteWaiting(render, waiting);
                return Settled.NotYet;
            default:
                return Settled.NotYet;
        }
    }

    private async Task NoteRunningAsync(Render render, CancellationToken cancellationToken)
    {
        if (render.StartedAt is null)
        {
            render.HasMoved = true;
            await StartAsync(render, cancellationToken);
        }
    }

    /// <summary>Another prompt at work before it is a sign that the server is alive.</summary>
    private static void NoteWaiting(Render render, RenderState.Waiting waiting)
    {
        if (!waiting.Behind.SequenceEqual(render.Behind))
        {
            render.Behind = waiting.Behind;
            render.HasMoved = true;
        }
    }

    private Task FreeMemoryForAsync(RenderFault fault, CancellationToken cancellationToken) =>
        fault.Code == FaultCodes.OutOfMemory ? server.FreeMemoryAsync(cancellationToken) : Task.CompletedTask;

    private async Task KeepReadyFilesAsync(Render render, CancellationToken cancellationToken)
    {
        while (render.Ready.TryPeek(out var file))
        {
            // A file that is gone already is missed when the render has ended.
            if (await collector.CollectAsync(render, [file], cancellationToken) is { Count: > 0 } outputs)
            {
                await KeepEarlyAsync(render, outputs, cancellationToken);
                render.Kept.UnionWith(outputs.Select(output => output.Id));
            }

            render.Ready.TryDequeue(out _);
        }
    }

    /// <summary>When the render has ended meanwhile, they are noted together with its end.</summary>
    private async Task KeepEarlyAsync(Render render, IReadOnlyList<JobOutput> outputs, CancellationToken cancellationToken)
    {
        if (render.HasEnded)
        {
            render.NotNoted.AddRange(outputs);
        }
        else
        {
            await ChangeAsync(render, job => job.Keep(render.AttemptId, outputs), cancellationToken);
        }
    }

    private async Task<Settled> KeepAsync(Render render, RenderState.Finished finished, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("keep outputs", render.JobId, render.TraceParent, server.Name);
        var kept = finished.Files.Any(file => file.IsKept) ? finished.Files.Where(file => file.IsKept) : finished.Files;
        if (await collector.CollectAsync(render, kept, cancellationToken) is { } outputs)
        {
            await ChangeAsync(render, job => job.Succeed(render.AttemptId, [.. render.NotNoted, .. outputs], finished.ExecutionMs, clock.GetUtcNow()), cancellationToken);
            return Settled.Closed;
        }

        if (++render.TimesMissing < LooksBeforeLost)
        {
            render.NextLook = clock.GetUtcNow() + BetweenLooks;
            return Settled.NotYet;
        }

        await FailAsync(render, Missing, cancellationToken);
        return Settled.Closed;
    }

    /// <summary>The picture is at the server still: only the storing is tried again, never the rendering.</summary>
    private async Task<Settled> StoreLaterAsync(Render render, IOException exception, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (render.StoringFailsSince is null)
        {
            (render.StoringFailsSince, render.StoringRetryIn) = (now, FirstStoringRetry);
        }

        StoreFailed(render.JobId, render.StoringRetryIn.TotalSeconds, exception.Message);
        if (now - render.StoringFailsSince >= StoringGivesUpAfter)
        {
            await FailAsync(render, NotStored, cancellationToken);
            return Settled.Closed;
        }

        render.NextLook = now + render.StoringRetryIn;
        render.StoringRetryIn = render.StoringRetryIn * 2 < LongestStoringRetry ? render.StoringRetryIn * 2 : LongestStoringRetry;
        return Settled.NotYet;
    }

    private async Task ChangeAsync(Render render, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            if (await jobs.ChangeAsync(lease, render.Job, change, cancellationToken) is { } job)
            {
                render.Job = job;
                Changed(job.Id, job.Status.ToString(), server.Name, render.AttemptId, job.ErrorCode);
                if (job.OpenAttemptId is null)
                {
                    board.Forget(job.Id);
                }
            }
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.Conflict)
        {
            // The attempt was closed by somebody else meanwhile: what this lane knows is out of date.
            OutOfDate(render.JobId, render.AttemptId);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} is {Status} (server {Server}, attempt {AttemptId}, error {ErrorCode})")]
    private partial void Changed(Guid jobId, string status, string server, Guid attemptId, string? errorCode);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: attempt {AttemptId} was closed already")]
    private partial void OutOfDate(Guid jobId, Guid attemptId);

    [LoggerMessage(LogLevel.Error, "Job {JobId} is rendered but cannot be stored; storing is tried again after {Seconds} s, for an hour at most: {Reason}")]
    private partial void StoreFailed(Guid jobId, double seconds, string reason);
}
