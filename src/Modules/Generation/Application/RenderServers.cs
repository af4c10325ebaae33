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
/// One ComfyUI server. Every exchange has a limit of time that covers all of it. What cannot be had is told by two
/// exceptions, and their difference is whose trouble it is: <see cref="RenderServerUnavailableException"/> says that the
/// server does not answer, <see cref="RenderAnswerException"/> that it answers, but not usefully about the one prompt,
/// file, class or picture that it was asked about.
/// </summary>
internal interface IRenderServer
{
    string Name { get; }

    /// <summary>What it tells by itself.</summary>
    IRenderEvents Events { get; }

    /// <summary>What it can run.</summary>
    INodeCatalog Catalog { get; }

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
    Task<UploadAnswer> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>All prompts that are at work or wait there, whoever sent them. Whether this answers decides whether the server is well.</summary>
    Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken);

    /// <summary>How the prompt ended; null when the server knows of no end, because it has not ended or was forgotten.</summary>
    Task<RenderState?> FindEndAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to let go of this prompt and no other; it may take a while, and may come too late.</summary>
    Task CancelAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to unload models and free memory, its remembered results included.</summary>
    Task FreeMemoryAsync(CancellationToken cancellationToken);

    /// <summary>Opens a rendered file; null when the server does not have it.</summary>
    Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken);
}

/// <summary>What one server tells by itself. Events are hints: any of them may be lost, late or twice.</summary>
internal interface IRenderEvents
{
    /// <summary>Connects and keeps reconnecting until canceled; rings <see cref="Topics.Server"/> at each event.</summary>
    Task FollowAsync(CancellationToken cancellationToken);

    /// <summary>The next event, if one is there. When the lane is slow the oldest are dropped.</summary>
    bool TryRead(out RenderEvent happened);

    /// <summary>The server answers: a connection that waits for its next try is tried now.</summary>
    void Reconnect();

    /// <summary>Whether a connection stands.</summary>
    bool IsConnected { get; }

    /// <summary>Why no connection could be made so far, in a sentence; null while there is one, or it was not tried often enough.</summary>
    string? Trouble { get; }
}

/// <summary>What one server can run.</summary>
internal interface INodeCatalog
{
    /// <summary>What the server says of a node class, as it was at most so long ago.</summary>
    /// <returns>Null when it has no such class.</returns>
    Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>Whether the server can run what needs this, by what was learnt so far; null when it was not asked about all of it.</summary>
    bool? Knows(IReadOnlyList<NodeNeed> needs);

    /// <summary>The server may have other classes and files now: what is known is asked for again before it is relied upon.</summary>
    void Expire();

    /// <summary>How many model files it was seen to have; null when it was not asked yet.</summary>
    int? KnownModels { get; }
}

/// <summary>The server did not answer, or not as any server would.</summary>
/// <param name="message">How.</param>
/// <param name="isGone">Whether nothing listens there: the process and its queue are no more.</param>
/// <param name="inner">What it was.</param>
internal sealed class RenderServerUnavailableException(string message, bool isGone = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsGone { get; } = isGone;
}

/// <summary>The server answered, but what it says of the one thing that it was asked about is of no use.</summary>
/// <param name="message">How, in a sentence without a name of the server.</param>
/// <param name="isFinal">Whether asking again would be answered the same.</param>
/// <param name="inner">What it was.</param>
internal sealed class RenderAnswerException(string message, bool isFinal = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal { get; } = isFinal;
}

/// <summary>The prompts of a server; ids that cannot be ours are left out, but counted.</summary>
/// <param name="Running">At work.</param>
/// <param name="Pending">Waiting.</param>
/// <param name="RunningCount">All at work.</param>
/// <param name="PendingCount">All that wait.</param>
internal sealed record PromptQueue(IReadOnlyList<Guid> Running, IReadOnlyList<Guid> Pending, int RunningCount, int PendingCount)
{
    public int Count => RunningCount + PendingCount;

    /// <summary>Where the prompt stands; null when it is not there.</summary>
    public RenderState? Find(Guid promptId) => Running.Contains(promptId) ? new RenderState.Running()
        : Pending.Contains(promptId) ? new RenderState.Waiting(Running)
        : null;
}

/// <summary>What became of a picture that was sent.</summary>
/// <param name="Name">What prompts call it, which may be another name than asked for; null when the server does not take it.</param>
/// <param name="IsTooLarge">Whether it was refused for its size.</param>
internal readonly record struct UploadAnswer(string? Name, bool IsTooLarge = false);

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

/// <summary>How far it is. <paramref name="NodesDone"/> counts the nodes of the graph that ran; a node may be between two steps.</summary>
internal sealed record RenderProgressed(Guid PromptId, int NodesDone, string? CurrentNode, double Step, double Steps) : RenderEvent(PromptId)
{
    /// <summary>The ids of the nodes that ran.</summary>
    public IReadOnlyList<string> Finished { get; init; } = [];
}

/// <summary>A picture on the way; the node and its step are null and 0 when the server does not tell.</summary>
internal sealed record RenderPreviewed(
    Guid PromptId, string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image) : RenderEvent(PromptId);

/// <summary>Every node ran well; the end is told after it.</summary>
internal sealed record RenderSucceeded(Guid PromptId) : RenderEvent(PromptId);

/// <summary>The prompt is over, in whichever way, and can be looked up.</summary>
internal sealed record RenderEnded(Guid PromptId) : RenderEvent(PromptId);

/// <summary>What a server knows of a prompt.</summary>
internal abstract record RenderState
{
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
/// <param name="Folder"><c>output</c>, <c>temp</c> or <c>input</c>; a server may say anything else.</param>
/// <param name="Text">The text itself; null for a file.</param>
internal sealed record RenderedFile(string NodeId, string Kind, int Index, string FileName, string Subfolder, string Folder, string? Text = null)
{
    /// <summary>Temporary files are previews, unless a workflow makes nothing else.</summary>
    public bool IsKept => Folder == "output";
}

/// <summary>
/// A file's bytes on their way; dispose it to free the connection. Reading throws <see cref="RenderAnswerException"/> when
/// they break off or stop coming, never an <see cref="IOException"/>: that is the word of the store that they go to.
/// </summary>
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
