namespace ArtEngine.Users.Contracts;

/// <summary>How much of the service a user may take. A limit that is null is none.</summary>
/// <param name="Name">What the operator calls it; empty when there is none for the user.</param>
public sealed record UserPlan(string Name)
{
    /// <summary>For users without a plan: no limits, one share.</summary>
    public static UserPlan None { get; } = new("");

    /// <summary>How many shares of the servers it gives while others wait.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Servers have no more of the user's jobs at once.</summary>
    public int? MaxRunning { get; init; }

    /// <summary>No more of the user's jobs wait.</summary>
    public int? MaxQueued { get; init; }

    /// <summary>Seconds of rendering within a day, UTC.</summary>
    public double? GpuSecondsPerDay { get; init; }

    /// <summary>Seconds of rendering within a calendar month, UTC.</summary>
    public double? GpuSecondsPerMonth { get; init; }

    /// <summary>Bytes of the user's outputs that are kept, those of the newest jobs.</summary>
    public long? StorageBytes { get; init; }

    /// <summary>Days after its end that a job of the user is deleted with its outputs.</summary>
    public int? KeepDays { get; init; }

    /// <summary>The workflows that the user may render; null for all.</summary>
    public IReadOnlyList<string>? Workflows { get; init; }

    /// <summary>Of an end user: whose program it is, and what that one may take for all end users together; null for others.</summary>
    public ProgramPlan? Program { get; init; }
}

/// <summary>What a program may take for all its end users together.</summary>
/// <param name="OwnerId">The user whose end users they are.</param>
/// <param name="Plan">The owner's plan. Its limits of waiting jobs and of seconds hold for the sum.</param>
public sealed record ProgramPlan(Guid OwnerId, UserPlan Plan);
