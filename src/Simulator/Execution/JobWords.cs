namespace ArtEngine.ComfySimulator.Execution;

internal static class JobWords
{
    public static string OutcomeOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Success => "success",
        JobOutcome.Interrupted => "interrupted",
        _ => "error",
    };

    /// <summary>The same in the words of /api/jobs.</summary>
    public static string StatusOf(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Success => "completed",
        JobOutcome.Interrupted => "cancelled",
        _ => "failed",
    };
}
