using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Jobs.Acceptance;

/// <summary>Whether the queue has room for one more job, and when that one would be done.</summary>
internal sealed class JobAdmission(IQueueOutlook outlook, IOptions<GenerationOptions> options)
{
    /// <summary>Throws 429 <c>queue_full</c> when there is no room. Requests at once may go a little beyond the limits.</summary>
    public async Task EnsureRoomAsync(Guid userId, CancellationToken cancellationToken)
    {
        var waiting = await outlook.CountWaitingAsync(userId, cancellationToken);
        if (waiting.OfUser >= options.Value.MaxQueuedPerUser)
        {
            throw new AppException(ErrorKind.TooMany, "queue_full",
                $"{options.Value.MaxQueuedPerUser} jobs of yours wait already, and more may not (the operator's setting " +
                "Generation:MaxQueuedPerUser); send more when some have ended.");
        }

        if (waiting.OfAll >= options.Value.MaxQueued)
        {
            throw new AppException(
                ErrorKind.TooMany, "queue_full", "The queue is full (the operator's setting Generation:MaxQueued); try again later.");
        }
    }

    /// <summary>When a job that is accepted now is expected to be done; null when nothing is known of such renders.</summary>
    public DateTimeOffset? ExpectedEnd(Guid turnId, string workflow, int priority, DateTimeOffset now) =>
        now + outlook.ExpectedDuration(turnId, workflow, priority);
}
