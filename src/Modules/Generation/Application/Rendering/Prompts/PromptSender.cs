using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Jobs.Traces;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Rendering;

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
                : await SubmitAsync(prompt, BroughtPictures.None, editor, cancellationToken);
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
            var brought = await pictures.BringAsync(prompt, cancellationToken);
            return brought.Fault is { } fault ? new PromptOutcome.Failed(fault)
                : mayLeave() ? await SubmitAsync(prompt, brought, editor, cancellationToken)
                : new PromptOutcome.HeldBack();
        }
        catch (Exception exception) when (exception is RenderServerUnavailableException or RenderAnswerException)
        {
            return new PromptOutcome.BrokenOff(exception.Message);
        }
    }

    private async Task<PromptOutcome> SubmitAsync(
        TrackedPrompt prompt, BroughtPictures brought, string? editor, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("submit prompt", prompt.JobId, prompt.Job.TraceParent, server.Name);
        try
        {
            var spelled = await server.Catalog.SpelledAsync(prompt.Needs, cancellationToken);
            var sent = new RenderPrompt(prompt.AttemptId, GraphInputs.Fill(prompt.Job.Graph!, [.. brought.Names, .. spelled]), editor)
            {
                GoesFirst = prompt.GoesFirst,
                PictureSenders = prompt.NodesOf(SocketSavers.Are),
                ComfyKey = await keys.OfAsync(prompt.Job.UserId, prompt.Needs, server.Catalog, cancellationToken),
            };
            await FreshenLeaseAsync(cancellationToken);
            return await server.SubmitAsync(sent, lease, cancellationToken) is { } refusal
                ? new PromptOutcome.Failed(Judge(refusal, brought.Remembered))
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
    private RenderFault Judge(RenderFault refusal, IReadOnlySet<string> rememberedPictures)
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
