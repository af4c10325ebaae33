using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>The exchanges with a server that run beside its lane's loop; each wakes the lane when it is over.</summary>
internal sealed class PromptExchanges(IRenderServer server, PromptSender sender, PromptReconciler reconciler, LaneSignals signals)
{
    private readonly List<Task> _open = [];

    public PromptSender Sender { get; } = sender;

    public PromptReconciler Reconciler { get; } = reconciler;

    public PromptExchange Begin(Func<CancellationToken, Task<PromptOutcome>> exchange, CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var outcome = signals.Begin(() => exchange(stop.Token));
        _open.RemoveAll(task => task.IsCompleted);
        _open.Add(outcome);
        return new(outcome, stop);
    }

    public Task FreeMemoryAsync(CancellationToken cancellationToken) => server.FreeMemoryAsync(cancellationToken);

    public async Task TryToFreeAsync(Guid promptId, CancellationToken cancellationToken)
    {
        await server.CancelAsync(promptId, cancellationToken);
        await server.FreeMemoryAsync(cancellationToken);
    }

    public Task CancelAsync(Guid promptId, CancellationToken cancellationToken) => server.CancelAsync(promptId, cancellationToken);

    /// <summary>When the run is over, until all of them are.</summary>
    public Task EndAsync() => Task.WhenAll(_open);
}
