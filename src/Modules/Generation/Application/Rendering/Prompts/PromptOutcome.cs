using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>What came of one exchange about a prompt. The lane applies it; the exchange itself changes nothing.</summary>
internal abstract record PromptOutcome
{
    /// <summary>Outputs that were stored, also when the exchange did not get to its end.</summary>
    public IReadOnlyList<JobOutput> Outputs { get; init; } = [];

    /// <summary>The server took the prompt.</summary>
    public sealed record Taken : PromptOutcome;

    /// <summary>The prompt was sent, and the answer does not tell whether the server took it.</summary>
    public sealed record Unclear(string Reason, bool ServerAnswered) : PromptOutcome;

    /// <summary>What the prompt needs cannot be read from the store just now; nothing was sent.</summary>
    public sealed record NotReadable(string Reason) : PromptOutcome;

    /// <summary>An input picture broke off on its way; the prompt was not sent.</summary>
    public sealed record BrokenOff(string Reason) : PromptOutcome;

    /// <summary>The lane holds the prompt back: nothing was sent.</summary>
    public sealed record HeldBack : PromptOutcome;

    /// <summary>The server was asked to let go of the prompt.</summary>
    public sealed record CancelSent : PromptOutcome;

    /// <summary>The server knows of no end.</summary>
    public sealed record NotFound : PromptOutcome;

    /// <summary>What some nodes have made is stored while others still run.</summary>
    public sealed record Kept : PromptOutcome;

    /// <summary>Rendered, and everything is stored; something of the marked node, if it made anything.</summary>
    public sealed record Rendered(long? ExecutionMs, bool HasMarked) : PromptOutcome;

    /// <summary>The attempt came to nothing.</summary>
    public sealed record Failed(RenderFault Fault) : PromptOutcome;

    /// <summary>
    /// The server answers, but not usefully about this prompt or one of its files; when it goes on so, this is the fault.
    /// </summary>
    public sealed record Troubled(RenderFault Fault, bool IsFinal) : PromptOutcome;

    /// <summary>The server has a file, but the store does not take it just now.</summary>
    public sealed record NotStored(string Reason) : PromptOutcome;

    /// <summary>The server did not answer.</summary>
    public sealed record Unreachable(RenderServerUnavailableException Exception) : PromptOutcome;
}
