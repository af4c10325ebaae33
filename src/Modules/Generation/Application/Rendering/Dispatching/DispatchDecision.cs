namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>Which waiting job a server takes next.</summary>
/// <param name="Job">The job.</param>
/// <param name="PassedOver">Jobs that stood before it.</param>
/// <param name="SwitchesModel">Whether the server must load another model for it.</param>
internal sealed record DispatchDecision(WaitingJob Job, IReadOnlyList<WaitingJob> PassedOver, bool SwitchesModel)
{
    /// <summary>So many times a job may see a later one go first.</summary>
    public const int MaxPassedOver = 8;

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
            chosen.Checkpoint is not null && loaded is not null && chosen.Checkpoint != loaded);
    }

    /// <summary>The head and those of its priority behind it, up to the first that must not be passed over again.</summary>
    private static IEnumerable<WaitingJob> Overtakers(IReadOnlyList<WaitingJob> eligible)
    {
        foreach (var job in eligible.TakeWhile(job => job.Priority == eligible[0].Priority))
        {
            yield return job;
            if (job.PassedOver >= MaxPassedOver)
            {
                yield break;
            }
        }
    }
}
