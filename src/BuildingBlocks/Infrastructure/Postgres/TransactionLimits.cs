namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>Limits of a transaction that locks rows which others wait for.</summary>
public static class TransactionLimits
{
    /// <summary>
    /// To be run first. A process that is frozen before it commits keeps others waiting for the rows only so long; and who holds a row
    /// for longer holds up nobody but those who want it.
    /// </summary>
    public static IReadOnlyList<string> Statements { get; } =
        ["SET LOCAL idle_in_transaction_session_timeout = '5s'", "SET LOCAL lock_timeout = '2s'"];
}
