namespace ArtEngine.Users.Application;

/// <summary>How far users may be erased without being asked for one by one.</summary>
/// <param name="MaxErasures">Percent of the users known here.</param>
/// <param name="IsDryRun">Whether to only look.</param>
internal sealed record ReconciliationRules(int MaxErasures, bool IsDryRun);
