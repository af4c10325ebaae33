namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>One page of a list of jobs, newest first.</summary>
/// <param name="Jobs">The jobs.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record JobPage(IReadOnlyList<JobView> Jobs, string? NextCursor);
