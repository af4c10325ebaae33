using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>What ComfyUI's socket says of the prompts that a client sent: those of its name, of its user.</summary>
internal sealed class PromptEvents(
    Prompts prompts, FollowJob follow, IMediator mediator, ISignals signals, IDatabaseFaults faults, TimeProvider clock)
{
    private const int Buffered = 64;

    /// <summary>A prompt may have come by another node, whose signal may be lost.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    public async IAsyncEnumerable<SocketMessage> FollowAsync(
        Guid userId, string clientId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var messages = Channel.CreateBounded<SocketMessage>(Buffered);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var finding = FindAsync(userId, clientId, messages.Writer, over.Token);
        try
        {
            await foreach (var message in messages.Reader.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            await over.CancelAsync();
            await finding;
        }
    }

    private async Task FindAsync(Guid userId, string clientId, ChannelWriter<SocketMessage> messages, CancellationToken over)
    {
        var followed = new ConcurrentDictionary<Guid, Task>();
        try
        {
            using var subscription = signals.Subscribe(Topics.Prompts(userId));
            var since = clock.GetUtcNow();
            await messages.WriteAsync(StatusOf(0, clientId), over);
            while (true)
            {
                var newest = await NewestAsync(userId, over);
                foreach (var job in newest.Reverse().Where(job =>
                    PromptViews.ClientOf(job) == clientId && (job.CompletedAt is null || job.CreatedAt >= since)))
                {
                    _ = followed.GetOrAdd(job.Id, id => FollowAsync(id, userId, clientId, messages, over));
                }

                if (newest.Count > 0)
                {
                    ForgetEnded(followed, newest.Select(job => job.Id).ToHashSet());
                }

                await subscription.WaitAsync(LookAnyway, over);
            }
        }
        catch (Exception exception)
        {
            messages.TryComplete(exception is OperationCanceledException ? null : exception);
        }

        await Task.WhenAll(followed.Values);
    }

    /// <summary>None while the database is away: the client stays, and hears the rest when it is back.</summary>
    private async Task<IReadOnlyList<JobView>> NewestAsync(Guid userId, CancellationToken cancellationToken) =>
        (await faults.TryReadAsync(() => prompts.NewestAsync(userId, cancellationToken))).Value ?? [];

    /// <summary>Prompts whose end was told. They are not looked at again.</summary>
    private static void ForgetEnded(ConcurrentDictionary<Guid, Task> followed, HashSet<Guid> newest)
    {
        foreach (var (id, _) in followed.Where(one => one.Value.IsCompleted && !newest.Contains(one.Key)))
        {
            followed.TryRemove(id, out var _);
        }
    }

    private async Task FollowAsync(
        Guid jobId, Guid userId, string clientId, ChannelWriter<SocketMessage> messages, CancellationToken over)
    {
        try
        {
            var teller = new PromptTeller(jobId);
            await messages.WriteAsync(StatusOf(1, clientId), over);
            await foreach (var told in follow.FollowAsync(jobId, userId, default, over))
            {
                foreach (var message in teller.Tell(told))
                {
                    await messages.WriteAsync(message, over);
                }
            }

            foreach (var message in teller.TellEnd(await EndOfAsync(jobId, userId, over)))
            {
                await messages.WriteAsync(message, over);
            }

            await messages.WriteAsync(StatusOf(0, clientId), over);
        }
        catch (Exception exception)
        {
            messages.TryComplete(exception is OperationCanceledException ? null : exception);
        }
    }

    /// <summary>It has ended; the database may have gone since.</summary>
    private async Task<JobView> EndOfAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await faults.TryReadAsync(() => mediator.Send(new GetJobQuery(jobId, userId), cancellationToken)) is (true, { } ended))
            {
                return ended;
            }

            await Task.Delay(LookAnyway, clock, cancellationToken);
        }
    }

    private static SocketMessage StatusOf(int remaining, string clientId) =>
        SocketMessages.Of("status", new { status = SocketMessages.Remaining(remaining), sid = clientId });
}
