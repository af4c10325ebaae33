namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>Statements that are stored together or not at all.</summary>
/// <param name="Subject">What is changed; changes of one transaction are made in the order of these, so that none wait crosswise.</param>
/// <param name="Condition">The first statement. Unless it finds or changes a row, nothing is stored.</param>
public sealed record DatabaseChange(Guid Subject, SqlStatement Condition)
{
    /// <summary>What is stored with it.</summary>
    public IReadOnlyList<SqlStatement> Rest { get; init; } = [];

    /// <summary>
    /// Whether each statement of the rest does nothing by itself when the condition is not met. Then a change that comes to nothing
    /// does not make others of its transaction begin anew.
    /// </summary>
    public bool IsRestConditional { get; init; }

    /// <summary>
    /// Locks a row that many changes touch, which the statements do by the way; null when there is none. All of a transaction are locked
    /// before anything else, in the order of their keys, so that none wait crosswise.
    /// </summary>
    public RowLock? Lock { get; init; }

    /// <summary>Must find a row, too: the right to change anything. Null when none is needed.</summary>
    public SqlStatement? Fence { get; init; }

    /// <summary>Whether events are among the rest, which are to be delivered.</summary>
    public bool HasEvents { get; init; }
}

/// <summary>A row to be locked first.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Statement">What locks it, or makes it; once for all changes of a transaction that do it alike.</param>
public sealed record RowLock(Guid Key, SqlStatement Statement);

/// <summary>What became of a change.</summary>
/// <param name="Result">Whether it is stored.</param>
/// <param name="Answer">The first value that the condition answered; null when it answers none.</param>
public readonly record struct ChangeOutcome(ChangeResult Result, object? Answer = null);

/// <summary>Whether a change is stored.</summary>
public enum ChangeResult
{
    /// <summary>It is on the disk.</summary>
    Stored,

    /// <summary>Nothing is stored: the condition was not met.</summary>
    ConditionNotMet,

    /// <summary>Nothing is stored: the fence found no row.</summary>
    FencedOff,
}
