namespace ArtEngine.Chaos.Trouble;

/// <summary>One thing that was done to one process.</summary>
/// <param name="Kind">For example <c>kill-node</c>.</param>
/// <param name="Target">Whom it struck; one that is struck is left alone until it is back.</param>
/// <param name="Number">Its number among its kind; 0 for the dependencies.</param>
/// <param name="At">When it struck.</param>
/// <param name="Seconds">How long it lasted, the new start included.</param>
/// <param name="HadWork">Whether jobs were open then.</param>
internal sealed record Disturbance(string Kind, string Target, int Number, DateTimeOffset At, double Seconds, bool HadWork)
{
    public DateTimeOffset Until => At.AddSeconds(Seconds);
}
