namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>How many jobs wait, the user's own and all.</summary>
internal readonly record struct WaitingCounts(int OfUser, int OfAll);
