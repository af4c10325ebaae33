namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>How many jobs wait, the user's own and all.</summary>
/// <param name="OfUser">The user's own.</param>
/// <param name="OfAll">All.</param>
/// <param name="SecondsOfUser">How long those of the user are expected to take that have not ended, also those that servers have.</param>
internal readonly record struct WaitingCounts(int OfUser, int OfAll, double SecondsOfUser = 0);
