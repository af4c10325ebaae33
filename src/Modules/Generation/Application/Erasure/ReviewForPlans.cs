using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>A plan keeps more or less from now on, or a user has another one: what is kept is reviewed again.</summary>
internal sealed class ReviewForPlans(IRetention retention) : INotificationHandler<PlanChanged>
{
    public Task Handle(PlanChanged notification, CancellationToken cancellationToken) =>
        retention.ReviewAgainAsync(notification.UserId, notification.LimitsStorage, cancellationToken);
}
