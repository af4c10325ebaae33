using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <content>How a lane sends jobs that take uploaded pictures: those are large, so it goes on meanwhile.</content>
internal sealed partial class Lane
{
    /// <summary>So often a server may break off the pictures of one job.</summary>
    private const int SendTries = 3;

    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadingGivesUpAfter = TimeSpan.FromHours(1);

    private static readonly RenderFault NotSent = new(FaultCodes.BackendLost, "The ComfyUI server broke off an input picture each time.");
    private static readonly RenderFault NotRead = new(FaultCodes.Storage, "For an hour an input picture could not be read from the store.");

    /// <summary>The pictures, then the prompt. From when the prompt leaves it is looked up like any other.</summary>
    private async Task<Settled> SendAsync(Render render, CancellationToken cancellationToken)
    {
        try
        {
            await FreshenLeaseAsync(cancellationToken);
            var filled = await pictures.FillInAsync(render.Job, cancellationToken);
            if (filled.Graph is null)
            {
                return await CloseAsync(render, filled.Fault!, cancellationToken);
            }

            if (_quarantine is not null || _backend.State == BackendState.Disabled)
            {
                return await CloseAsync(render, TakenBack, cancellationToken);
            }

            if (render.CancelSentAt is not null || _isOver)
            {
                return Settled.NotYet;
            }

            (render.IsUnsent, render.HasMoved) = (false, true);
            var refusal = await SubmitAsync(render, filled.Graph, cancellationToken);
            // Its start or a cancel may have been told while it was on its way.
            (render.CancelSentAt, render.NextLook, _mayHaveWork) = (null, clock.GetUtcNow(), true);
            return refusal is null ? Settled.NotYet : await CloseAsync(render, Judge(refusal, filled), cancellationToken);
        }
        catch (RenderServerUnavailableException) when (render.IsUnsent && ++render.TimesBrokenOff >= SendTries)
        {
            return await CloseAsync(render, NotSent, cancellationToken);
        }
        catch (RenderServerUnavailableException)
        {
            return Settled.ServerAway;
        }
        catch (IOException exception)
        {
            return await ReadLaterAsync(render, exception, cancellationToken);
        }
    }

    private async Task<Settled> CloseAsync(Render render, RenderFault fault, CancellationToken cancellationToken)
    {
        await settlement.FailAsync(render, fault, cancellationToken);
        return Settled.Closed;
    }

    /// <summary>A server that refuses a picture which it had was cleaned up: all of them are sent again.</summary>
    private RenderFault Judge(RenderFault refusal, FilledGraph filled)
    {
        if (refusal.NodeId is null || !filled.Remembered.Contains(refusal.NodeId))
        {
            return refusal;
        }

        pictures.Forget();
        return refusal with { Code = FaultCodes.InputMissing };
    }

    /// <summary>The store is away: the job waits for it.</summary>
    private async Task<Settled> ReadLaterAsync(Render render, IOException exception, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        render.ReadingFailsSince ??= now;
        if (now - render.ReadingFailsSince >= ReadingGivesUpAfter)
        {
            return await CloseAsync(render, NotRead, cancellationToken);
        }

        NotReadable(render.JobId, ReadAgain.TotalSeconds, exception.Message);
        render.NextLook = now + ReadAgain;
        return Settled.NotYet;
    }

    [LoggerMessage(LogLevel.Error, "An input picture of job {JobId} cannot be read from the store; it is tried again after {Seconds} s: {Reason}")]
    private partial void NotReadable(Guid jobId, double seconds, string reason);
}
