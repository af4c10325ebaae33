using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Domain.Erasure;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>
/// Erases what is kept of deleted users, until canceled. At most one of these runs at any time. Each look does what can be
/// done now and may be broken off anywhere: the next one finds what is left.
/// </summary>
internal sealed record RunErasuresCommand : IRequest;

internal sealed partial class RunErasuresHandler(
    IErasures erasures, UserEraser eraser, ISignals signals, IDatabaseFaults faults, TimeProvider clock, ILogger<RunErasuresHandler> log)
    : AsyncRequestHandler<RunErasuresCommand>
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(10);

    protected override async Task Handle(RunErasuresCommand command, CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Erasures);
        while (true)
        {
            var wait = await LookAsync(cancellationToken);
            await subscription.WaitAsync(wait, cancellationToken);
        }
    }

    /// <returns>How long to wait for the next look.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        var wait = LookAnyway;
        foreach (var erasure in await erasures.AllAsync(cancellationToken))
        {
            if (erasure.NotBefore <= clock.GetUtcNow() && !await TryEraseAsync(erasure, cancellationToken))
            {
                wait = Shorter(wait, StoreRetry);
                continue;
            }

            wait = Shorter(wait, erasure.NotBefore - clock.GetUtcNow());
        }

        return wait;
    }

    /// <returns>False when it failed; that keeps no other erasure.</returns>
    private async Task<bool> TryEraseAsync(UserErasure erasure, CancellationToken cancellationToken)
    {
        try
        {
            await eraser.EraseAsync(erasure, cancellationToken);
            return true;
        }
        catch (IOException exception)
        {
            StoreFailed(erasure.UserId, exception.Message);
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && !faults.AreReasonOf(exception))
        {
            Failed(exception, erasure.UserId);
            return false;
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => other < TimeSpan.Zero ? TimeSpan.Zero : one < other ? one : other;

    [LoggerMessage(LogLevel.Error, "The files of the erased user {UserId} could not be deleted; it is tried again: {Reason}")]
    private partial void StoreFailed(Guid userId, string reason);

    [LoggerMessage(LogLevel.Error, "What is kept of the erased user {UserId} could not be deleted; it is tried again")]
    private partial void Failed(Exception exception, Guid userId);
}
