using ArtEngine.Telemetry.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

internal sealed class GetUsageHandler(IUsageLedger ledger, TimeProvider clock) : IRequestHandler<GetUsageQuery, UserUsage>
{
    public async Task<UserUsage> Handle(GetUsageQuery query, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var month = new DateOnly(today.Year, today.Month, 1);
        return new(
            Of(await SumAsync(query, today, cancellationToken), today.AddDays(1)),
            Of(await SumAsync(query, month, cancellationToken), month.AddMonths(1)));
    }

    private Task<UsageSum> SumAsync(GetUsageQuery query, DateOnly from, CancellationToken cancellationToken) => query.OfEndUsers
        ? ledger.SumOfEndUsersAsync(query.UserId, from, cancellationToken)
        : ledger.SumAsync(query.UserId, from, cancellationToken);

    private static PeriodUsage Of(UsageSum sum, DateOnly renews) => new(
        sum.GpuSeconds, sum.Jobs, sum.Bytes, new(renews.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
}
