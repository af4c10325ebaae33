using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>Finds out what became of an attempt and writes it down.</summary>
internal sealed partial class Settlement(
    IRenderServer server,
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
    private static readonly RenderFault NotStored = new(FaultCodes.Storage, "The render ended well, but its files could not be stored for an hour.");

    /// <returns>Whether the attempt is closed; if not, it is looked up again later.</returns>
    public async Task<bool> SettleAsync(Render render, CancellationToken cancellationToken)
    {
        try
        {
            return await SettleAsync(render, await server.LookUpAsync(render.AttemptId, cancellationToken), cancellationToken);
        }
        catch (RenderServerUnavailableException)
        {
            return false;
        }
        catch (IOException exception)
        {
            return await StoreLaterAsync(render, exception, cancellationToken);
        }
    }

    public async Task StartAsync(Render render, CancellationToken cancellationToken)
    {
        if (!render.IsStarted)
        {
            render.IsStarted = true;
            await ChangeAsync(render, job => job.Start(render.AttemptId, clock.GetUtcNow()), cancellationToken);
        }
    }

    public Task FailAsync(Render render, RenderFault fault, CancellationToken cancellationToken) => ChangeAsync(
        render,
        job =>
        {
            if (fault.MayBeRetried)
            {
                job.LoseAttempt(render.AttemptId, fault, options.MaxAttempts, clock.GetUtcNow());
            }
            else
            {
                job.Fail(render.AttemptId, fault, clock.GetUtcNow());
            }
        },
        cancellationToken);

    private async Task<bool> SettleAsync(Render render, RenderState state, CancellationToken cancellationToken)
    {
        render.TimesUnknown = state is RenderState.Unknown ? render.TimesUnknown + 1 : 0;
        switch (state)
        {
            case RenderState.Finished finished:
                await KeepAsync(render, finished, cancellationToken);
                return true;
            case RenderState.Failed failed:
                await FailAsync(render, failed.Fault, cancellationToken);
                return true;
            case RenderState.Unknown when render.TimesUnknown >= LooksBeforeLost:
                await FailAsync(render, Lost, cancellationToken);
                return true;
            case RenderState.Unknown:
                render.NextLook = clock.GetUtcNow() + BetweenLooks;
                return false;
            case RenderState.Running:
                await StartAsync(render, cancellationToken);
                return false;
            default:
                return false;
        }
    }

    private async Task KeepAsync(Render render, RenderState.Finished finished, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("keep outputs", render.JobId, render.TraceParent, server.Name);
        if (await collector.CollectAsync(render, finished.Files, cancellationToken) is { } outputs)
        {
            await ChangeAsync(render, job => job.Succeed(render.AttemptId, outputs, finished.ExecutionMs, clock.GetUtcNow()), cancellationToken);
        }
        else
        {
            await FailAsync(render, new(FaultCodes.OutputMissing, "The render ended well, but its file was gone before it could be fetched."), cancellationToken);
        }
    }

    /// <summary>The picture is at the server still: only the storing is tried again, never the rendering.</summary>
    private async Task<bool> StoreLaterAsync(Render render, IOException exception, CancellationToken cancellationToken)
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
            return true;
        }

        render.NextLook = now + render.StoringRetryIn;
        render.StoringRetryIn = render.StoringRetryIn * 2 < LongestStoringRetry ? render.StoringRetryIn * 2 : LongestStoringRetry;
        return false;
    }

    private async Task ChangeAsync(Render render, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            if (await jobs.ChangeAsync(render.JobId, change, cancellationToken) is { } job)
            {
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
