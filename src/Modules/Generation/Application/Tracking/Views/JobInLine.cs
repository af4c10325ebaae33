using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>A job and its place in the queue: 1 is next; null when it does not wait.</summary>
internal sealed record JobInLine(ImageJob Job, int? Position)
{
    /// <summary>Why no server can take it just now, in a sentence; null when one can. Not stored: it is worked out by those who tell it.</summary>
    public string? WaitReason { get; init; }
}

/// <summary>Which jobs to list; <paramref name="Before"/> is the sequence of the last job of the page before.</summary>
internal sealed record JobFilter(Guid UserId, IReadOnlyList<JobStatus> Statuses, string? Workflow, long? Before, int Limit);
