using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>One page of a list of jobs, newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record JobPage(IReadOnlyList<JobView> Jobs, string? NextCursor)
{
    /// <summary>The page ends before the first job for whose parameters no room was left.</summary>
    public static (IReadOnlyList<JobRow> Page, JobRow? LastOfMany) Cut(IReadOnlyList<JobRow> found, int limit) =>
        found.PageOf(Math.Clamp(found.TakeWhile(job => job.IsWhole).Count(), 1, limit));
}
