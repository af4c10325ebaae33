namespace ArtEngine.BuildingBlocks;

/// <summary>Tells a worker what the database is to blame for, so that it does not blame what it was just at.</summary>
public interface IDatabaseFaults
{
    /// <summary>
    /// Whether the database is away, locked or full: the same call may succeed when it is well again. That somebody else held what was
    /// wanted is no reason.
    /// </summary>
    bool AreReasonOf(Exception exception);
}
