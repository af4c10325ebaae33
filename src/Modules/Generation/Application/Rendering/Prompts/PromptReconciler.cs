using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Jobs.Traces;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Finds out what became of a prompt, and fetches what it made. It returns what it found and changes nothing.</summary>
internal sealed class PromptReconciler(IRenderServer server, OutputCollector collector)
{
    /// <summary>The prompt has left the server's queue: how did it end?</summary>
    public async Task<PromptOutcome> FindEndAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        try
        {
            return await server.FindEndAsync(prompt.AttemptId, cancellationToken) switch
            {
                RenderState.Finished finished => await CollectAsync(prompt, finished, cancellationToken),
                RenderState.Failed failed => new PromptOutcome.Failed(failed.Fault),
                _ => new PromptOutcome.NotFound(),
            };
        }
        catch (RenderAnswerException exception)
        {
            // Not final, whatever the status: ComfyUI refuses nobody its history, and what stands before it may let the next one through.
            return new PromptOutcome.Troubled(
                new(FaultCodes.ResultUnreadable, $"ComfyUI cannot say how the render ended: {exception.Message}."), IsFinal: false);
        }
        catch (RenderServerUnavailableException exception)
        {
            return new PromptOutcome.Unreachable(exception);
        }
    }

    /// <summary>Stores what some nodes have made. A file that cannot be had now is looked at when the render has ended.</summary>
    public async Task<PromptOutcome> KeepReadyAsync(
        TrackedPrompt prompt, IReadOnlyCollection<RenderedFile> ready, CancellationToken cancellationToken)
    {
        var (outputs, trouble) = await collector.CollectAsync(prompt, ready, prompt.Cached, cancellationToken);
        return trouble is PromptOutcome.NotStored notStored
            ? notStored with { Outputs = outputs }
            : new PromptOutcome.Kept { Outputs = outputs };
    }

    /// <summary>Asks the server to let go of the prompt.</summary>
    public async Task<PromptOutcome> CancelAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        try
        {
            await server.CancelAsync(prompt.AttemptId, cancellationToken);
            return new PromptOutcome.CancelSent();
        }
        catch (RenderAnswerException)
        {
            // It is asked again; meanwhile the prompt may end by itself.
            return new PromptOutcome.CancelSent();
        }
        catch (RenderServerUnavailableException exception)
        {
            return new PromptOutcome.Unreachable(exception);
        }
    }

    private async Task<PromptOutcome> CollectAsync(TrackedPrompt prompt, RenderState.Finished finished, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("keep outputs", prompt.JobId, prompt.Job.TraceParent, server.Name);
        List<RenderedFile> made = [.. finished.Files, .. prompt.Sent];
        var kept = made.Where(file => prompt.Keeps(file)).ToList();
        // Previews of other nodes count when there is nothing else but texts.
        var (outputs, trouble) = await collector.CollectAsync(
            prompt, kept.Exists(file => file.Text is null) ? kept : made, finished.Cached, cancellationToken);
        // A file of two nodes is stored once, as the first one's.
        var hasMarked = outputs.Any(output => prompt.Job.IsMarked(output.NodeId)) ||
            made.Exists(file => !file.MayBeMissing && prompt.Job.IsMarked(file.NodeId));
        return (trouble ?? new PromptOutcome.Rendered(finished.ExecutionMs, hasMarked)) with { Outputs = outputs };
    }
}
