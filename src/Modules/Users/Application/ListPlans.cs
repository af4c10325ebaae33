using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>All plans, by their names.</summary>
internal sealed record ListPlansQuery : IRequest<PlanList>;

/// <summary>The plans.</summary>
/// <param name="Plans">By their names.</param>
internal sealed record PlanList(IReadOnlyList<PlanView> Plans);

internal sealed class ListPlansHandler(IPlans plans) : IRequestHandler<ListPlansQuery, PlanList>
{
    public async Task<PlanList> Handle(ListPlansQuery query, CancellationToken cancellationToken) =>
        new([.. (await plans.ListAsync(cancellationToken)).Select(PlanView.Of)]);
}
