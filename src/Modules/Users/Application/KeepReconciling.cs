using ArtEngine.BuildingBlocks;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Reconciles soon and then daily, until canceled. At most one of these runs at any time.</summary>
internal sealed record KeepReconcilingCommand : IRequest;

internal sealed partial class KeepReconcilingHandler(
    UserReconciler reconciler, IUserDirectory directory, TimeProvider clock, ILogger<KeepReconcilingHandler> log)
    : AsyncRequestHandler<KeepReconcilingCommand>
{
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    protected override async Task Handle(KeepReconcilingCommand command, CancellationToken cancellationToken)
    {
        NotConfigured.Ensure(directory);
        var retries = new Backoff(FirstRetry, LongestRetry);
        var wait = AfterStart;
        while (true)
        {
            await Task.Delay(wait, clock, cancellationToken);
            if (await TryAsync(cancellationToken))
            {
                retries.Reset();
                wait = Daily;
            }
            else
            {
                wait = retries.Next();
            }
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reconciler.ReconcileAsync(cancellationToken);
            return true;
        }
        catch (UserDirectoryUnavailableException exception)
        {
            Failed(exception.Message);
            return false;
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Users could not be reconciled, nobody was erased for being missing; it is tried again later: {Reason}")]
    private partial void Failed(string reason);
}
