using System.Collections.Concurrent;
using System.Security.Claims;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// The streams of this node that somebody is signed in to. Each ends when its token or key expires, or when its key or user is gone;
/// a signal of any node makes it look at once, and it looks by the clock as well.
/// </summary>
internal sealed partial class OpenStreams(ISignIns signIns, ISignals signals, TimeProvider clock, ILogger<OpenStreams> log)
    : BackgroundService, ICredentialWatch
{
    private static readonly TimeSpan BetweenLooksAtTheClock = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooksAtUsers = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<OpenStream, byte> _streams = new();

    public IDisposable Watch(ClaimsPrincipal caller, DateTimeOffset? expiresAt, Action onEnded)
    {
        var users = caller.ProgramId() is { } program ? new[] { caller.UserId(), program } : [caller.UserId()];
        var stream = new OpenStream(this, users, caller.ApiKeyId(), expiresAt, onEnded);
        _streams[stream] = 0;
        return stream;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = signals.Subscribe(UserTopics.Access);
        var lookedAt = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = await subscription.WaitAsync(BetweenLooksAtTheClock, stoppingToken);
            var now = clock.GetUtcNow();
            End(stream => stream.ExpiresAt <= now);
            if (rung.Count > 0 || clock.GetElapsedTime(lookedAt) >= BetweenLooksAtUsers)
            {
                lookedAt = clock.GetTimestamp();
                await TryLookAtUsersAsync(stoppingToken);
            }
        }
    }

    private async Task TryLookAtUsersAsync(CancellationToken cancellationToken)
    {
        var open = _streams.Keys.ToList();
        if (open.Count == 0)
        {
            return;
        }

        try
        {
            var admitted = await signIns.AdmittedAsync(
                [.. open.SelectMany(stream => stream.Users).Distinct()],
                [.. open.Select(stream => stream.KeyId).OfType<Guid>().Distinct()],
                cancellationToken);
            // Streams that were opened since were looked at when they were.
            var ended = open.Where(stream =>
                !admitted.Users.IsSupersetOf(stream.Users) || (stream.KeyId is { } key && !admitted.Keys.Contains(key))).ToHashSet();
            End(ended.Contains);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LookFailed(exception.Message);
        }
    }

    private void End(Func<OpenStream, bool> isOver)
    {
        foreach (var stream in _streams.Keys.Where(isOver))
        {
            _streams.TryRemove(stream, out _);
            stream.End();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether the users of open streams are still let in cannot be found out just now: {Reason}")]
    private partial void LookFailed(string reason);

    private sealed class OpenStream(OpenStreams all, Guid[] users, Guid? keyId, DateTimeOffset? expiresAt, Action onEnded) : IDisposable
    {
        /// <summary>Who must be let in: the user, and the one whose program came for them.</summary>
        public IReadOnlyList<Guid> Users { get; } = users;

        public Guid? KeyId { get; } = keyId;

        public DateTimeOffset? ExpiresAt { get; } = expiresAt;

        public void End()
        {
            try
            {
                onEnded();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself at the same moment.
            }
        }

        public void Dispose() => all._streams.TryRemove(this, out _);
    }
}
