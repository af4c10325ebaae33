using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What a server knows of a prompt.</summary>
internal abstract record RenderState
{
    /// <summary>Behind these, which are at work.</summary>
    public sealed record Waiting(IReadOnlyList<Guid> Behind) : RenderState;

    public sealed record Running : RenderState;

    /// <summary>Rendered: the files in the order of their nodes, and the milliseconds it took, if the server tells.</summary>
    public sealed record Finished(IReadOnlyList<RenderedFile> Files, long? ExecutionMs) : RenderState
    {
        /// <summary>The nodes that need not run, since their results were still there.</summary>
        public IReadOnlyCollection<string> Cached { get; init; } = [];
    }

    public sealed record Failed(RenderFault Fault) : RenderState;
}
