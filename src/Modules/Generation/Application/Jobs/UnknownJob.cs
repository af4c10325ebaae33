using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>The same answer for a job that is not there and for another user's, so that ids cannot be probed.</summary>
internal static class UnknownJob
{
    public static AppException Exception(Guid jobId) => new(ErrorKind.NotFound, "unknown_job", $"There is no job {jobId} of yours.");
}
