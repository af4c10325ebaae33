namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>Limits of a transaction that locks rows which others wait for.</summary>
public static class TransactionLimits
{
    /// <summary>
    /// To be run first. A process that is frozen before it commits holds its rows no longer than a lane's lease lasts, so that its lanes
    /// are taken over as soon as those of a dead one; and who waits for a row in vain gives up.
    /// </summary>
    public static IReadOnlyList<string> Statements { get; } =
        ["SET LOCAL idle_in_transaction_session_timeout = '3s'", "SET LOCAL lock_timeout = '2s'"];

    /// <summary>
    /// For a transaction that does more than to store: a process that is frozen in it keeps others from their turn no longer than this.
    /// </summary>
    public const string Turn = "SET LOCAL idle_in_transaction_session_timeout = '10s'";
}
