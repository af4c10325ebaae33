using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Asks the issuer for users whose last state is not clear, until canceled. At most one of these runs at any time.</summary>
internal sealed record RereadUsersCommand : IRequest;

internal sealed partial class RereadUsersHandler(
    IRereads rereads, IUserStates states, IUserDirectory directory, IWakeups wakeups, ILogger<RereadUsersHandler> log)
    : AsyncRequestHandler<RereadUsersCommand>
{
    private const int BatchSize = 100;

    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(30);

    protected override async Task Handle(RereadUsersCommand command, CancellationToken cancellationToken)
    {
        NotConfigured.Demand(directory);
        using var bell = wakeups.Listen(UserTopics.Rereads);
        while (true)
        {
            foreach (var reread in await rereads.DueAsync(BatchSize, cancellationToken))
            {
                await TryAsync(reread, cancellationToken);
            }

            await bell.WaitAsync(await rereads.AnyAsync(cancellationToken) ? LookSoon : LookAnyway, cancellationToken);
        }
    }

    private async Task TryAsync(Reread reread, CancellationToken cancellationToken)
    {
        try
        {
            // One who is not there is erased by the event, or by the reconciliation, which has guards.
            if (await directory.FindAsync(reread.Subject, cancellationToken) is { Profile: { } profile })
            {
                await states.TakeOverAsync(profile, mayReread: false, cancellationToken);
            }

            await rereads.SettleAsync(reread, cancellationToken);
        }
        catch (UserDirectoryUnavailableException exception)
        {
            Failed(reread.Subject, reread.Attempts + 1, exception.Message);
            await rereads.PostponeAsync(reread, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "User {Subject} could not be re-read (attempt {Attempt}); it is tried again later: {Reason}")]
    private partial void Failed(string subject, int attempt, string reason);
}

/// <summary>For work that the scheduler's store remembers from settings that are no more.</summary>
internal static class NotConfigured
{
    public static void Demand(IUserDirectory directory)
    {
        if (!directory.IsConfigured)
        {
            throw new AppException(ErrorKind.NotFound, "no_user_directory", "The settings do not say how to ask the issuer for its users.");
        }
    }
}
