namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>What users used, by day and workflow. Every method is one transaction.</summary>
internal interface IUsageLedger
{
    /// <summary>Adds ended jobs; each once, however often it is told. Nothing of a user who was erased.</summary>
    Task AddAsync(IReadOnlyCollection<JobUsage> jobs, CancellationToken cancellationToken);

    /// <summary>What the user used from this day on.</summary>
    Task<UsageSum> SumAsync(Guid userId, DateOnly from, CancellationToken cancellationToken);

    /// <summary>What all end users of the user used together from this day on.</summary>
    Task<UsageSum> SumOfEndUsersAsync(Guid userId, DateOnly from, CancellationToken cancellationToken);

    /// <summary>The rows of these days, by day, user and workflow, from behind this one.</summary>
    Task<IReadOnlyList<UsageRow>> ListAsync(UsageFilter filter, UsageRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes what there is of the user, and takes nothing more of them.</summary>
    Task EraseAsync(Guid userId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets which jobs were added, and who was erased, that long ago: they are not told again.</summary>
    /// <returns>How many rows were deleted.</returns>
    Task<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>What one job used.</summary>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="EndedAt">When it ended, UTC.</param>
/// <param name="GpuSeconds">Seconds of rendering.</param>
/// <param name="Bytes">Of its outputs.</param>
internal sealed record JobUsage(Guid JobId, Guid UserId, string Workflow, DateTimeOffset EndedAt, double GpuSeconds, long Bytes)
{
    /// <summary>Of an end user's: the user whose program it is; null for others.</summary>
    public Guid? ProgramId { get; init; }

    /// <summary>The day that it counts for, UTC.</summary>
    public DateOnly Day => DateOnly.FromDateTime(EndedAt.UtcDateTime);
}

/// <summary>A sum.</summary>
internal readonly record struct UsageSum(double GpuSeconds, long Jobs, long Bytes);

/// <summary>Which rows.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="UserId">Only of this user; null for all.</param>
internal sealed record UsageFilter(DateOnly From, DateOnly To, Guid? UserId);

/// <summary>What a user used of a workflow on a day.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Jobs">Jobs that ended.</param>
/// <param name="GpuSeconds">Seconds of rendering, those of attempts that came to nothing included.</param>
/// <param name="Bytes">Of their outputs.</param>
internal sealed record UsageRow(DateOnly Day, Guid UserId, string Workflow, long Jobs, double GpuSeconds, long Bytes);
