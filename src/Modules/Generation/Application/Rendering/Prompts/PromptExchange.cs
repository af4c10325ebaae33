namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>An exchange with the server about one prompt, beside the lane's loop.</summary>
internal sealed class PromptExchange(Task<PromptOutcome> outcome, CancellationTokenSource stop) : IDisposable
{
    public Task<PromptOutcome> Outcome { get; } = outcome;

    /// <summary>The lane wants to hear no more of it.</summary>
    public void Abandon() => stop.Cancel();

    public void Dispose() => stop.Dispose();
}
