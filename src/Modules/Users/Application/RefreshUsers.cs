using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Asks the issuer for users whose last state is not clear, until canceled. At most one of these runs at any time.</summary>
internal sealed record RefreshUsersCommand : IRequest;

internal sealed partial class RefreshUsersHandler(
    IPendingRefreshes refreshes, IUserDirectorySync states, IUserDirectory directory, ISignals signals, ILogger<RefreshUsersHandler> log)
    : AsyncRequestHandler<RefreshUsersCommand>
{
    private const int BatchSize = 100;

    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);

    protected override async Task Handle(RefreshUsersCommand command, CancellationToken cancellationToken)
    {
        NotConfigured.Ensure(directory);
        using var subscription = signals.Subscribe(UserTopics.PendingRefreshes);
        while (true)
        {
            foreach (var refresh in await refreshes.DueAsync(BatchSize, cancellationToken))
            {
                await TryAsync(refresh, cancellationToken);
            }

            await subscription.WaitAsync(await refreshes.AnyAsync(cancellationToken) ? LookSoon : LookAnyway, cancellationToken);
        }
    }

    private async Task TryAsync(PendingRefresh refresh, CancellationToken cancellationToken)
    {
        try
        {
            // One who is not there is erased by the event, or by the reconciliation, which has guards.
            if (await directory.FindAsync(refresh.Subject, cancellationToken) is { Profile: { } profile })
            {
                await states.TakeOverAsync(profile, mayRefresh: false, cancellationToken);
            }

            await refreshes.SettleAsync(refresh, cancellationToken);
        }
        catch (UserDirectoryUnavailableException exception)
        {
            Failed(refresh.Subject, refresh.Attempts + 1, exception.Message);
            await refreshes.PostponeAsync(refresh, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "User {Subject} could not be re-read (attempt {Attempt}); it is tried again later: {Reason}")]
    private partial void Failed(string subject, int attempt, string reason);
}
