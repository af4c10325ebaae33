using ArtEngine.Telemetry.Contracts;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Adds up what was used in the periods that it is now.</summary>
internal sealed class UsageSums(IUsageLedger ledger, TimeProvider clock)
{
    public async Task<UserUsage> AddUpAsync(Guid userId, bool ofEndUsers, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var month = new DateOnly(today.Year, today.Month, 1);
        return new(
            Of(await SumAsync(userId, ofEndUsers, today, cancellationToken), today.AddDays(1)),
            Of(await SumAsync(userId, ofEndUsers, month, cancellationToken), month.AddMonths(1)));
    }

    private Task<UsageSum> SumAsync(Guid userId, bool ofEndUsers, DateOnly from, CancellationToken cancellationToken) => ofEndUsers
        ? ledger.SumOfEndUsersAsync(userId, from, cancellationToken)
        : ledger.SumAsync(userId, from, cancellationToken);

    private static PeriodUsage Of(UsageSum sum, DateOnly renews) => new(
        sum.GpuSeconds, sum.Jobs, sum.Bytes, new(renews.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
}
