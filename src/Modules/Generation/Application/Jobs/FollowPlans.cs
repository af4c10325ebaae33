using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>What a plan gives from now on holds for those who wait already.</summary>
internal sealed class FollowPlans(ITurns turns, ISignals signals) : INotificationHandler<PlanChanged>
{
    public async Task Handle(PlanChanged notification, CancellationToken cancellationToken)
    {
        var terms = new TurnTerms(notification.Plan, notification.Weight, notification.MaxRunning, MaxWaiting: int.MaxValue);
        await turns.ChangeAsync(notification.UserId, terms, cancellationToken);
        if (notification is { UserId: { } owner, Before: { } before })
        {
            await turns.ChangeOfProgramAsync(owner, before, terms, cancellationToken);
        }

        signals.Notify(Topics.Lanes);
    }
}
