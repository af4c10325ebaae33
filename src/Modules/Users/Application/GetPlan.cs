using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Users.Application;

internal sealed class GetPlanHandler(PlanCache plans) : IRequestHandler<GetPlanQuery, UserPlan>
{
    public async Task<UserPlan> Handle(GetPlanQuery query, CancellationToken cancellationToken) =>
        query.IsFresh ? await plans.ReadAsync(query.UserId, cancellationToken) : await plans.OfAsync(query.UserId, cancellationToken);
}
