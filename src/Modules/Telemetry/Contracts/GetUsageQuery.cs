using MediatR;

namespace ArtEngine.Telemetry.Contracts;

/// <summary>What a user has used of the service in the day and the calendar month that it is now, UTC.</summary>
/// <param name="UserId">The user.</param>
public sealed record GetUsageQuery(Guid UserId) : IRequest<UserUsage>
{
    /// <summary>Whether it is asked what all end users of the user have used together, instead of the user: seconds and jobs.</summary>
    public bool OfEndUsers { get; init; }
}

/// <summary>What a user has used; jobs count when they have ended.</summary>
/// <param name="Day">Since the day began.</param>
/// <param name="Month">Since the month began.</param>
public sealed record UserUsage(PeriodUsage Day, PeriodUsage Month);

/// <summary>What was used within a period.</summary>
/// <param name="GpuSeconds">Seconds of rendering, those of attempts that came to nothing included.</param>
/// <param name="Jobs">Jobs that ended.</param>
/// <param name="Bytes">Of their outputs.</param>
/// <param name="RenewsAt">When it is over, UTC.</param>
public sealed record PeriodUsage(double GpuSeconds, long Jobs, long Bytes, DateTimeOffset RenewsAt);
