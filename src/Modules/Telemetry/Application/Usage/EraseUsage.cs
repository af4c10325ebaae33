using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Nothing is kept of what an erased user used.</summary>
internal sealed class EraseUsage(IUsageLedger ledger, TimeProvider clock) : INotificationHandler<UserErased>
{
    public Task Handle(UserErased notification, CancellationToken cancellationToken) =>
        ledger.EraseAsync(notification.UserId, clock.GetUtcNow(), cancellationToken);
}
