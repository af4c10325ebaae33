namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What a server said about one prompt; about none of them when the id is empty.</summary>
internal abstract record RenderEvent(Guid PromptId);

/// <summary>The server's queue changed.</summary>
internal sealed record QueueMoved() : RenderEvent(Guid.Empty);

/// <summary>The connection for events broke: the server may have died.</summary>
internal sealed record ConnectionLost() : RenderEvent(Guid.Empty);

/// <summary>Prompts are sent under another id from now on: the events of earlier ones go where nobody listens.</summary>
internal sealed record ClientIdChanged() : RenderEvent(Guid.Empty);

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
internal sealed record RenderProgressed(Guid PromptId, int NodesDone, string? CurrentNode, double Step, double Steps)
    : RenderEvent(PromptId)
{
    /// <summary>The ids of the nodes that ran.</summary>
    public IReadOnlyList<string> Finished { get; init; } = [];
}

/// <summary>Something is done for it, without a word of how far it is.</summary>
internal sealed record SignOfLife(Guid PromptId) : RenderEvent(PromptId);

/// <summary>A picture on the way; the node and its step are null and 0 when the server does not tell.</summary>
internal sealed record RenderPreviewed(
    Guid PromptId, string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image) : RenderEvent(PromptId);

/// <summary>A node whose result goes to whoever listens sent a picture of it.</summary>
internal sealed record PictureSent(Guid PromptId, string NodeId, SentPicture Picture) : RenderEvent(PromptId);

/// <summary>A node did not run because one before it held its input back, and said why. The render goes on.</summary>
internal sealed record NodeBlocked(Guid PromptId, string NodeId, string Reason) : RenderEvent(PromptId);

/// <summary>Every node ran well; the end is told after it.</summary>
internal sealed record RenderSucceeded(Guid PromptId) : RenderEvent(PromptId);

/// <summary>The prompt is over, in whichever way, and can be looked up.</summary>
internal sealed record RenderEnded(Guid PromptId) : RenderEvent(PromptId);
