namespace ArtEngine.BuildingBlocks;

/// <summary>The database is away, restarting or overloaded: the same call may succeed a little later.</summary>
public sealed class DatabaseUnavailableException(Exception inner)
    : Exception($"The database is away: {inner.GetBaseException().Message}", inner);
