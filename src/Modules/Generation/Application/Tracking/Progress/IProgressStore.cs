namespace ArtEngine.Generation.Application.Tracking.Progress;

/// <summary>What is going on right now; lost with the process and never needed for correctness.</summary>
internal interface IProgressStore
{
    /// <summary>Notes progress; a value below the last one is raised to it, so that it never goes back.</summary>
    void Report(Guid jobId, JobProgress progress);

    /// <summary>The last progress heard of; null when there is none.</summary>
    JobProgress? Find(Guid jobId);

    /// <summary>Notes a picture on the way.</summary>
    void Show(JobPreview preview);

    /// <summary>The last picture on the way; null when there is none.</summary>
    JobPreview? FindPreview(Guid jobId);

    /// <summary>
    /// The last picture of each of the user's jobs that are at work, then each later one. Who reads slowly misses some in between.
    /// </summary>
    IAsyncEnumerable<JobPreview> FollowPreviewsAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// Nobody works on the job just now. How far it was is remembered for a while: should it begin anew, it does not go back.
    /// </summary>
    void Forget(Guid jobId);

    /// <summary>This node works on the job no more, and another one may: what is known here gives way to what that one tells.</summary>
    void Drop(Guid jobId);
}

/// <summary>A picture of a render that is under way.</summary>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Whose it is; nobody else may see it.</param>
/// <param name="Node">The id of the node at work; null when the server does not tell.</param>
/// <param name="Step">Steps done of that node.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="ContentType">The picture's media type.</param>
/// <param name="Image">The picture.</param>
internal sealed record JobPreview(
    Guid JobId, Guid UserId, string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image);
