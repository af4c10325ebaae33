using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application;

/// <summary>The ComfyUI servers that are configured.</summary>
internal interface IRenderServers
{
    IReadOnlyList<IRenderServer> All { get; }

    /// <summary>Throws <see cref="AppException"/> <c>unknown_server</c> when there is none of this name.</summary>
    IRenderServer ByName(string name);
}

/// <summary>
/// One ComfyUI server. Its events are hints; what <see cref="LookUpAsync"/> says is the truth. Every method may throw
/// <see cref="RenderServerUnavailableException"/>.
/// </summary>
internal interface IRenderServer
{
    string Name { get; }

    /// <summary>How many prompts to keep there at once, so that its GPU never waits for the next.</summary>
    int Depth { get; }

    /// <summary>Connects for events and keeps reconnecting until canceled; rings <see cref="Topics.Server"/> at each event.</summary>
    Task FollowAsync(CancellationToken cancellationToken);

    /// <summary>The next event, if one is there. When the lane is slow the oldest are dropped.</summary>
    bool TryReadEvent(out RenderEvent happened);

    /// <summary>Sends the graph. When this throws, the prompt may or may not be there: look it up.</summary>
    /// <returns>Null when it was taken, else why it was refused.</returns>
    Task<RenderFault?> SubmitAsync(Guid promptId, string graph, CancellationToken cancellationToken);

    /// <summary>What the server knows of the prompt.</summary>
    Task<RenderState> LookUpAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to let go of this prompt and no other; it may take a while, and may come too late.</summary>
    Task CancelAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Opens a rendered file; null when the server does not have it.</summary>
    Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken);

    /// <summary>Throws unless the server answers.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>How those ask who only want to know.</summary>
internal static class RenderServerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Whether the server answers soon.</summary>
    public static async Task<bool> AnswersAsync(this IRenderServer server, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            await server.ProbeAsync(soon.Token);
            return true;
        }
        catch (Exception exception) when (
            exception is RenderServerUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}

/// <summary>The server did not answer, or not as a ComfyUI server would.</summary>
internal sealed class RenderServerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a server said about one prompt.</summary>
internal abstract record RenderEvent(Guid PromptId);

/// <summary>Rendering began.</summary>
internal sealed record RenderStarted(Guid PromptId) : RenderEvent(PromptId);

/// <summary>These nodes need not run: their results are still there.</summary>
internal sealed record NodesCached(Guid PromptId, int Count) : RenderEvent(PromptId);

/// <summary>How far it is. <paramref name="NodesDone"/> counts the nodes that ran; a node may be between two steps.</summary>
internal sealed record RenderProgressed(Guid PromptId, int NodesDone, string? CurrentNode, double Step, double Steps) : RenderEvent(PromptId);

/// <summary>The prompt is over, in whichever way, and can be looked up.</summary>
internal sealed record RenderEnded(Guid PromptId) : RenderEvent(PromptId);

/// <summary>What a server knows of a prompt.</summary>
internal abstract record RenderState
{
    /// <summary>Never got it, or forgot it.</summary>
    public sealed record Unknown : RenderState;

    public sealed record Waiting : RenderState;

    public sealed record Running : RenderState;

    /// <summary>Rendered: the files in the order of their nodes, and the milliseconds it took, if the server tells.</summary>
    public sealed record Finished(IReadOnlyList<RenderedFile> Files, long? ExecutionMs) : RenderState;

    public sealed record Failed(RenderFault Fault) : RenderState;
}

/// <summary>A file at the server.</summary>
internal sealed record RenderedFile(string NodeId, string Kind, string FileName, string Subfolder, string Folder);

/// <summary>A file's bytes on their way; dispose it to free the connection.</summary>
internal sealed class RenderedContent(Stream bytes, string contentType, IDisposable connection) : IAsyncDisposable
{
    public Stream Bytes { get; } = bytes;

    public string ContentType { get; } = contentType;

    public async ValueTask DisposeAsync()
    {
        await Bytes.DisposeAsync();
        connection.Dispose();
    }
}
