using ArtEngine.Telemetry.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

internal sealed class GetUsageHandler(UsageSums sums) : IRequestHandler<GetUsageQuery, UserUsage>
{
    public Task<UserUsage> Handle(GetUsageQuery query, CancellationToken cancellationToken) =>
        sums.AddUpAsync(query.UserId, query.OfEndUsers, cancellationToken);
}
