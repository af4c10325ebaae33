using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Contracts;
using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>What the caller has used, and what their plan gives.</summary>
internal sealed record GetOwnUsageQuery(Guid UserId) : IRequest<OwnUsage>;

/// <summary>What somebody has used, and what they may. A limit that is null is none.</summary>
/// <param name="Plan">The plan's name; null without one.</param>
/// <param name="Weight">How many shares of the servers it gives while others wait.</param>
/// <param name="MaxRunning">Servers have no more jobs of the user at once.</param>
/// <param name="MaxQueued">No more jobs of the user wait.</param>
/// <param name="Workflows">The workflows that may be rendered; null for all.</param>
/// <param name="Storage">What is kept of the outputs.</param>
/// <param name="Usage">By period, the shorter one first.</param>
internal sealed record OwnUsage(
    string? Plan, double Weight, int? MaxRunning, int? MaxQueued, IReadOnlyList<string>? Workflows, OwnStorage Storage,
    IReadOnlyList<OwnPeriod> Usage);

/// <summary>What is kept of somebody's outputs.</summary>
/// <param name="Bytes">How many bytes they have; null when the plan does not limit them.</param>
/// <param name="LimitBytes">How many the plan gives; the oldest go when there are more, but for favourites.</param>
/// <param name="KeepDays">Days after its end that the plan keeps a job with its outputs.</param>
internal sealed record OwnStorage(long? Bytes, long? LimitBytes, int? KeepDays);

/// <summary>What was used within a period.</summary>
/// <param name="Period">day or month, UTC.</param>
/// <param name="GpuSeconds">Seconds of rendering, those of attempts that came to nothing included.</param>
/// <param name="Jobs">Jobs that ended.</param>
/// <param name="Bytes">Of their outputs.</param>
/// <param name="Limits">What the plan gives.</param>
/// <param name="RenewsAt">When the next one begins, UTC.</param>
internal sealed record OwnPeriod(
    string Period, double GpuSeconds, long Jobs, long Bytes, PeriodLimits Limits, DateTimeOffset RenewsAt)
{
    public static OwnPeriod Of(string period, PeriodUsage used, double? limit) =>
        new(period, used.GpuSeconds, used.Jobs, used.Bytes, new(limit), used.RenewsAt);
}

/// <summary>The limits of a period.</summary>
/// <param name="GpuSeconds">Seconds of rendering.</param>
internal sealed record PeriodLimits(double? GpuSeconds);

internal sealed class GetOwnUsageHandler(UsageSums sums, IMediator mediator) : IRequestHandler<GetOwnUsageQuery, OwnUsage>
{
    public async Task<OwnUsage> Handle(GetOwnUsageQuery query, CancellationToken cancellationToken)
    {
        var plan = await mediator.Send(new GetPlanQuery(query.UserId), cancellationToken);
        var used = await sums.AddUpAsync(query.UserId, ofEndUsers: false, cancellationToken);
        // Without a limit there may be any number to add up.
        long? kept = plan.StorageBytes is null ? null : await mediator.Send(new GetStorageQuery(query.UserId), cancellationToken);
        return new(
            plan.Name.Length == 0 ? null : plan.Name, plan.Weight, plan.MaxRunning, plan.MaxQueued, plan.Workflows,
            new(kept, plan.StorageBytes, plan.KeepDays),
            [OwnPeriod.Of("day", used.Day, plan.GpuSecondsPerDay), OwnPeriod.Of("month", used.Month, plan.GpuSecondsPerMonth)]);
    }
}
