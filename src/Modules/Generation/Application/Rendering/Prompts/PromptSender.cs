using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Jobs.Traces;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Sends a prompt to the server, its input pictures first, and only under a fresh lease.</summary>
internal sealed class PromptSender(
    IRenderServer server, LaneLease lease, ILaneLeases leases, InputPictures pictures, EditorFiles editors, ComfyKeys keys)
{
    /// <param name="prompt">The prompt; each is sent once.</param>
    /// <param name="mayLeave">Asked when the pictures are there: whether the prompt is still wanted at this server.</param>
    /// <param name="cancellationToken">Ends the exchange; what has left may have arrived.</param>
    public async Task<PromptOutcome> SendAsync(TrackedPrompt prompt, Func<bool> mayLeave, CancellationToken cancellationToken)
    {
        try
        {
            var editor = await editors.OfAsync(prompt.Job, cancellationToken);
            return prompt.Job.HasPictures
                ? await SendWithPicturesAsync(prompt, editor, mayLeave, cancellationToken)
                : await SubmitAsync(prompt, PromptOf(prompt, prompt.Job.Graph!, editor), [], cancellationToken);
        }
        catch (IOException exception)
        {
            return new PromptOutcome.NotReadable(exception.Message);
        }
    }

    /// <summary>The server may be a new process, with other files.</summary>
    public void ForgetPictures() => pictures.Forget();

    private async Task<PromptOutcome> SendWithPicturesAsync(
        TrackedPrompt prompt, string? editor, Func<bool> mayLeave, CancellationToken cancellationToken)
    {
        try
        {
            await FreshenLeaseAsync(cancellationToken);
            var filled = await pictures.FillInAsync(prompt.Job, cancellationToken);
            return filled.Graph is null ? new PromptOutcome.Failed(filled.Fault!)
                : mayLeave() ? await SubmitAsync(
                    prompt, PromptOf(prompt, filled.Graph, editor), filled.Remembered, cancellationToken)
                : new PromptOutcome.HeldBack();
        }
        catch (Exception exception) when (exception is RenderServerUnavailableException or RenderAnswerException)
        {
            return new PromptOutcome.BrokenOff(exception.Message);
        }
    }

    private static RenderPrompt PromptOf(TrackedPrompt prompt, string graph, string? editor) =>
        new(prompt.AttemptId, graph, editor) { GoesFirst = prompt.GoesFirst };

    private async Task<PromptOutcome> SubmitAsync(
        TrackedPrompt prompt, RenderPrompt sent, IReadOnlyCollection<string> rememberedPictures, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("submit prompt", prompt.JobId, prompt.Job.TraceParent, server.Name);
        try
        {
            var needs = GraphNeeds.Read(sent.Graph);
            var spelled = await server.Catalog.SpellModelsAsync(sent.Graph, needs, cancellationToken);
            var key = await keys.OfAsync(prompt.Job.UserId, needs, server.Catalog, cancellationToken);
            await FreshenLeaseAsync(cancellationToken);
            return await server.SubmitAsync(sent with { Graph = spelled, ComfyKey = key }, lease, cancellationToken) is { } refusal
                ? new PromptOutcome.Failed(Judge(refusal, rememberedPictures))
                : new PromptOutcome.Taken();
        }
        catch (RenderServerUnavailableException exception)
        {
            return new PromptOutcome.Unclear(exception.Message, ServerAnswered: false);
        }
        catch (RenderAnswerException exception)
        {
            return new PromptOutcome.Unclear(exception.Message, ServerAnswered: true);
        }
    }

    /// <summary>A server that refuses a picture which it had was cleaned up: all of them are sent again.</summary>
    private RenderFault Judge(RenderFault refusal, IReadOnlyCollection<string> rememberedPictures)
    {
        if (refusal.NodeId is null || !rememberedPictures.Contains(refusal.NodeId))
        {
            return refusal;
        }

        pictures.Forget();
        return refusal with { Code = FaultCodes.InputMissing };
    }

    private Task FreshenLeaseAsync(CancellationToken cancellationToken) =>
        lease.IsFresh ? Task.CompletedTask : leases.RenewAsync(lease, cancellationToken);
}
