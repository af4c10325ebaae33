namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>Which waiting job a server takes next.</summary>
/// <param name="Job">The job.</param>
/// <param name="PassedOver">Jobs that stood before it.</param>
/// <param name="SwitchesModel">Whether the server must load another model for it.</param>
internal sealed record DispatchDecision(WaitingJob Job, IReadOnlyList<WaitingJob> PassedOver, bool SwitchesModel)
{
    /// <summary>So many times a job may see a later one go first.</summary>
    public const int MaxPassedOver = 8;

    /// <summary>Where the turns stand that wait for the same server besides the job's own; null when there are none but new ones.</summary>
    public double? Floor { get; init; }

    /// <summary>The first job, or one behind it that needs the loaded model, unless that is unfair to those before it.</summary>
    /// <param name="eligible">Jobs that the server can run, in their order.</param>
    /// <param name="loaded">The model that is loaded; null when not known.</param>
    public static DispatchDecision? Of(IReadOnlyList<WaitingJob> eligible, string? loaded)
    {
        if (eligible.Count == 0)
        {
            return null;
        }

        var head = eligible[0];
        var warm = loaded is null ? null : Overtakers(eligible).FirstOrDefault(job => job.Checkpoint == loaded);
        var chosen = warm ?? head;
        return new(
            chosen,
            [.. eligible.TakeWhile(job => job != chosen)],
            chosen.Checkpoint is not null && loaded is not null && chosen.Checkpoint != loaded)
        {
            Floor = eligible.FirstOrDefault(job => job.TurnId != chosen.TurnId && !job.IsOfNewTurn)?.TurnPlace,
        };
    }

    /// <summary>
    /// The head and those behind it, up to the first that must not be passed over, again or at all. Priorities say nothing to the jobs
    /// of another turn.
    /// </summary>
    private static IEnumerable<WaitingJob> Overtakers(IReadOnlyList<WaitingJob> eligible)
    {
        var priorities = new Dictionary<Guid, int>();
        foreach (var job in eligible)
        {
            if (priorities.TryAdd(job.TurnId, job.Priority) || job.Priority == priorities[job.TurnId])
            {
                yield return job;
            }

            if (job.PassedOver >= MaxPassedOver || job.IsOfNewTurn)
            {
                yield break;
            }
        }
    }
}
