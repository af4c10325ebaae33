using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Backends.Servers;

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
    Task<RenderFault?> SubmitAsync(RenderPrompt prompt, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a picture among the server's input files, in place of one of the same name, if the lease is fresh when the
    /// first byte leaves; else <see cref="LaneLostException"/>.
    /// </summary>
    Task<UploadAnswer> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// All prompts that are at work or wait there, whoever sent them. Whether this answers decides whether the server is well.
    /// </summary>
    Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken);

    /// <summary>How the prompt ended; null when the server knows of no end, because it has not ended or was forgotten.</summary>
    Task<RenderState?> FindEndAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to let go of this prompt and no other; it may take a while, and may come too late.</summary>
    Task CancelAsync(Guid promptId, CancellationToken cancellationToken);

    /// <summary>Asks the server to unload models and free memory, its remembered results included.</summary>
    Task FreeMemoryAsync(CancellationToken cancellationToken);

    /// <summary>Overwrites the files with nothing, those that are there, and deletes the prompts from the history.</summary>
    Task ForgetAsync(IReadOnlyList<Guid> promptIds, IReadOnlyList<ServerFile> files, CancellationToken cancellationToken);

    /// <summary>Opens a rendered file; null when the server does not have it.</summary>
    Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken);
}
