using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>Notes that all of a user's jobs and pictures are to go; <see cref="RunErasuresCommand"/> does it.</summary>
internal sealed class StartErasure(IErasures erasures, ISignals signals) : INotificationHandler<UserErased>
{
    public async Task Handle(UserErased notification, CancellationToken cancellationToken)
    {
        await erasures.RequestAsync(notification.UserId, cancellationToken);
        signals.Notify(Topics.Erasures);
    }
}
