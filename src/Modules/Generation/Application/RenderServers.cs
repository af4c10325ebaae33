using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application;

/// <summary>Ways to ComfyUI servers.</summary>
internal interface IRenderServers
{
    /// <summary>The way to this server; the same one as long as its address stays.</summary>
    IRenderServer Of(Backend backend);
}

/// <summary>
/// One ComfyUI server. Its events are hints; what <see cref="LookUpAsync"/> says is the truth. Every method may throw
/// <see cref="RenderServerUnavailableException"/>.
/// </summary>
internal interface IRenderServer
{
    string Name { get; }

    /// <summary>Connects for events and keeps reconnecting until canceled; rings <see cref="Topics.Server"/> at each event.</summary>
    Task FollowAsync(CancellationToken cancellationToken);

    /// <summary>The next event, if one is there. When the lane is slow the oldest are dropped.</summary>
    bool TryReadEvent(out RenderEvent happened);

    /// <summary>
    /// Sends the graph, if the lease is fresh when the first byte leaves; else <see cref="LaneLostException"/>. When it
    /// throws anything else, the prompt may or may not be there: look it up.
    /// </summary>
    /// <returns>Null when it was taken, else why it was refused.</returns>
    Task<RenderFault?> SubmitAsync(Guid promptId, string graph, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a picture among the server's input files, in place of one of the same name, if the lease is fresh when the
    /// first byte leaves; else <see cref="LaneLostException"/>.
    /// </summary>
    /// <returns>What prompts call it, which may be another name than asked for; null when the server does not take it.</returns>
    Task<string?> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>What the server knows of the prompt.</summary>
    Task<RenderState> LookUpAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to let go of this prompt and no other; it may take a while, and may come too late.</summary>
    Task CancelAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>The ids of all prompts that are at work or wait there, whoever sent them.</summary>
    Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken);

    /// <summary>Asks the server to unload models and free memory.</summary>
    Task FreeMemoryAsync(CancellationToken cancellationToken);

    /// <summary>What the server says of a node class, as it was at most so long ago.</summary>
    /// <returns>Null when it has no such class.</returns>
    Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>How many model files it was seen to have; null when it was not asked yet.</summary>
    int? KnownModels { get; }

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
/// <param name="message">How.</param>
/// <param name="isGone">Whether nothing listens there: the process and its queue are no more.</param>
/// <param name="inner">What it was.</param>
internal sealed class RenderServerUnavailableException(string message, bool isGone = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsGone { get; } = isGone;
}

/// <summary>The prompts of a server; ids that are not of ours are left out, but counted.</summary>
internal sealed record PromptQueue(IReadOnlyList<Guid> Running, IReadOnlyList<Guid> Pending, int Count);

/// <summary>A node class of a server: of its inputs that are a choice, what may be chosen.</summary>
internal sealed record NodeDescription(IReadOnlyDictionary<string, IReadOnlySet<string>> Choices);

/// <summary>What a server said about one prompt; about none of them when the id is empty.</summary>
internal abstract record RenderEvent(Guid PromptId);

/// <summary>The server's queue changed.</summary>
internal sealed record QueueMoved() : RenderEvent(Guid.Empty);

/// <summary>The connection for events broke: the server may have died.</summary>
internal sealed record ConnectionLost() : RenderEvent(Guid.Empty);

/// <summary>A node is done and made these files.</summary>
internal sealed record NodeFinished(Guid PromptId, IReadOnlyList<RenderedFile> Files) : RenderEvent(PromptId);

/// <summary>Rendering began.</summary>
internal sealed record RenderStarted(Guid PromptId) : RenderEvent(PromptId);

/// <summary>These nodes need not run: their results are still there.</summary>
internal sealed record NodesCached(Guid PromptId, int Count) : RenderEvent(PromptId)
{
    /// <summary>Their ids.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];
}

/// <summary>How far it is. <paramref name="NodesDone"/> counts the nodes that ran; a node may be between two steps.</summary>
internal sealed record RenderProgressed(Guid PromptId, int NodesDone, string? CurrentNode, double Step, double Steps) : RenderEvent(PromptId)
{
    /// <summary>The ids of the nodes that ran.</summary>
    public IReadOnlyList<string> Finished { get; init; } = [];
}

/// <summary>A picture on the way; the node and its step are null and 0 when the server does not tell.</summary>
internal sealed record RenderPreviewed(
    Guid PromptId, string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image) : RenderEvent(PromptId);

/// <summary>The prompt is over, in whichever way, and can be looked up.</summary>
internal sealed record RenderEnded(Guid PromptId) : RenderEvent(PromptId);

/// <summary>What a server knows of a prompt.</summary>
internal abstract record RenderState
{
    /// <summary>Never got it, or forgot it.</summary>
    public sealed record Unknown : RenderState;

    /// <summary>Behind these, which are at work.</summary>
    public sealed record Waiting(IReadOnlyList<Guid> Behind) : RenderState;

    public sealed record Running : RenderState;

    /// <summary>Rendered: the files in the order of their nodes, and the milliseconds it took, if the server tells.</summary>
    public sealed record Finished(IReadOnlyList<RenderedFile> Files, long? ExecutionMs) : RenderState;

    public sealed record Failed(RenderFault Fault) : RenderState;
}

/// <summary>A file at the server, or a text that it told instead.</summary>
/// <param name="NodeId">The node that made it.</param>
/// <param name="Kind">The word under which the node told of it, such as <c>images</c>.</param>
/// <param name="Index">Its place among those of the same node and kind.</param>
/// <param name="FileName">Its name; of a text an invented one.</param>
/// <param name="Subfolder">Where it lies in the folder.</param>
/// <param name="Folder"><c>output</c> or <c>temp</c>.</param>
/// <param name="Text">The text itself; null for a file.</param>
internal sealed record RenderedFile(string NodeId, string Kind, int Index, string FileName, string Subfolder, string Folder, string? Text = null)
{
    /// <summary>Temporary files are previews, unless a workflow makes nothing else.</summary>
    public bool IsKept => Folder == "output";
}

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
