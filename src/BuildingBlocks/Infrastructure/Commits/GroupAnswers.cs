namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>The statements of several changes in the order in which they are run, and what the database answered to them.</summary>
internal sealed class GroupAnswers
{
    private readonly List<SqlStatement> _statements = [];
    private readonly List<DatabaseChange> _changes;
    private readonly int[] _conditions;
    private readonly int?[] _fences;

    /// <summary>Fences come last: what all changes lock alone is locked before what they only share.</summary>
    public GroupAnswers(List<DatabaseChange> changes)
    {
        _changes = changes;
        (_conditions, _fences) = (new int[changes.Count], new int?[changes.Count]);
        _statements.AddRange(changes.Select(change => change.Lock).OfType<RowLock>()
            .DistinctBy(row => (row.Key, row.Statement.Text)).OrderBy(row => row.Key).Select(row => row.Statement));
        for (var i = 0; i < changes.Count; i++)
        {
            _conditions[i] = _statements.Count;
            _statements.Add(changes[i].Condition);
            _statements.AddRange(changes[i].Rest);
        }

        for (var i = 0; i < changes.Count; i++)
        {
            if (changes[i].Fence is { } fence)
            {
                _fences[i] = _statements.Count;
                _statements.Add(fence);
            }
        }
    }

    public IReadOnlyList<SqlStatement> Statements => _statements;

    public IReadOnlyList<ChangeOutcome> Outcomes { get; private set; } = [];

    /// <summary>Whether the transaction holds nothing of a change that must not be stored.</summary>
    public bool CanBeStored { get; private set; }

    public void Read(IReadOnlyList<StatementAnswer> answers)
    {
        Outcomes = [.. _changes.Select((_, i) => OutcomeOf(i, answers))];
        CanBeStored = !Outcomes.Where((outcome, i) => !IsHarmless(outcome.Result, _changes[i])).Any();
    }

    private ChangeOutcome OutcomeOf(int i, IReadOnlyList<StatementAnswer> answers)
    {
        var condition = answers[_conditions[i]];
        return _fences[i] is { } fence && answers[fence].Rows == 0 ? new(ChangeResult.FencedOff)
            : condition.Rows == 0 ? new(ChangeResult.ConditionNotMet)
            : new(ChangeResult.Stored, condition.Value);
    }

    private static bool IsHarmless(ChangeResult result, DatabaseChange change) =>
        result == ChangeResult.Stored || (result == ChangeResult.ConditionNotMet && change.IsRestConditional);
}
