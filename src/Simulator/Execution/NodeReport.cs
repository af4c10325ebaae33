using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Nodes;
using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>How a node of a running job speaks to the outside.</summary>
internal sealed class NodeReport(
    string node, JobEvents events, FaultBoard faults, TimeProvider clock, Action throwIfInterrupted, Action die,
    CancellationToken cancellationToken) : INodeReport
{
    public async ValueTask WorkAsync(TimeSpan time)
    {
        await faults.Stall.PassAsync(cancellationToken);
        await Task.Delay(time * faults.Slow, clock, cancellationToken);
        await faults.Stall.PassAsync(cancellationToken);
    }

    public ValueTask StepAsync(int value, int max, Raster? preview)
    {
        throwIfInterrupted();
        events.Stepped(node, value, max, preview);
        return ValueTask.CompletedTask;
    }

    public void Say(string text) => events.Said(node, text);

    public void Die() => die();
}
