namespace ArtEngine.BuildingBlocks;

/// <summary>A run that failed for a reason of its own.</summary>
/// <param name="Subject">What it was about.</param>
/// <param name="Exception">Why.</param>
/// <param name="Pause">How long to leave it alone.</param>
public sealed record FailedRun<TSubject>(TSubject Subject, Exception Exception, TimeSpan Pause);
