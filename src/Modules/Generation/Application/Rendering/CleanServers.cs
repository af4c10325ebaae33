using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Cleaning;
using ArtEngine.Generation.Domain.Jobs;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>
/// Makes ComfyUI servers forget jobs that have ended, until canceled, beside the lanes. One of these runs in the cluster. A server that
/// is away is asked again later and holds up no other.
/// </summary>
internal sealed record CleanServersCommand : IRequest;

internal sealed partial class CleanServersHandler(
    IServerLeftovers leftovers, BackendDirectory backends, IRenderServers servers, TimeProvider clock, ILogger<CleanServersHandler> log)
    : AsyncRequestHandler<CleanServersCommand>
{
    private const int AtOnce = 50;
    private const int ServersAtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Longer than that nobody asks a server that refuses.</summary>
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(7);

    protected override async Task Handle(CleanServersCommand command, CancellationToken cancellationToken)
    {
        while (true)
        {
            var due = await leftovers.ServersAsync(clock.GetUtcNow(), cancellationToken);
            var mayBeMore = false;
            await Parallel.ForEachAsync(
                due, new ParallelOptions { MaxDegreeOfParallelism = ServersAtOnce, CancellationToken = cancellationToken },
                async (server, cancel) =>
                {
                    if (await CleanAsync(server, cancel))
                    {
                        mayBeMore = true;
                    }
                });
            if (!mayBeMore)
            {
                await Task.Delay(Interval, clock, cancellationToken);
            }
        }
    }

    /// <returns>Whether there may be more to do at once.</returns>
    private async Task<bool> CleanAsync(string name, CancellationToken cancellationToken)
    {
        if ((await backends.ListAsync(cancellationToken)).FirstOrDefault(backend => backend.Name == name) is not { } backend)
        {
            await leftovers.RemoveAllAsync(name, cancellationToken);
            return false;
        }

        var due = await leftovers.DueAsync(name, clock.GetUtcNow(), AtOnce, cancellationToken);
        return await TryCleanAsync(servers.Of(backend), due, cancellationToken) && due.Count == AtOnce;
    }

    /// <returns>Whether the server answers.</returns>
    private async Task<bool> TryCleanAsync(
        IRenderServer server, IReadOnlyList<ServerLeftover> due, CancellationToken cancellationToken)
    {
        try
        {
            var busy = await new ServerCleaning(server).CleanAsync(due, cancellationToken);
            await leftovers.RemoveAsync([.. due.Select(leftover => leftover.AttemptId).Except(busy)], cancellationToken);
            await PostponeAsync([.. due.Where(leftover => busy.Contains(leftover.AttemptId))], cancellationToken);
        }
        catch (RenderAnswerException) when (due.Count > 1)
        {
            // It is about one of them: the others go on.
            foreach (var one in due)
            {
                await TryCleanAsync(server, [one], cancellationToken);
            }
        }
        catch (Exception exception) when (exception is RenderServerUnavailableException or RenderAnswerException)
        {
            NotCleaned(server.Name, exception.Message);
            await PostponeAsync(due, cancellationToken);
            return exception is RenderAnswerException;
        }

        return true;
    }

    private async Task PostponeAsync(IReadOnlyList<ServerLeftover> failed, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var givenUp = failed.Where(one => one.EndedAt < now - GivenUpAfter).Select(one => one.AttemptId);
        await leftovers.RemoveAsync([.. givenUp], cancellationToken);
        foreach (var alike in failed.Where(one => one.EndedAt >= now - GivenUpAfter).GroupBy(one => one.Failures))
        {
            var next = now + Backoff.After(alike.Key + 1, FirstPause, LongestPause);
            await leftovers.PostponeAsync([.. alike.Select(one => one.AttemptId)], next, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The ComfyUI server {Server} cannot be made to forget jobs now; it is tried again: {Reason}")]
    private partial void NotCleaned(string server, string reason);
}
