using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>The changes of jobs as statements: what their verbs changed, and nothing else.</summary>
internal sealed class JobStatements
{
    /// <summary>What a turn gets that is there already. It is locked also when it has that.</summary>
    private const string Terms = """
        ON CONFLICT (id) DO UPDATE SET plan = EXCLUDED.plan, weight = EXCLUDED.weight, max_running = EXCLUDED.max_running,
            program_id = EXCLUDED.program_id,
            is_ready = (turns.waiting > 0 AND (EXCLUDED.max_running IS NULL OR turns.at_work < EXCLUDED.max_running))
        WHERE turns.plan <> EXCLUDED.plan OR turns.weight <> EXCLUDED.weight
            OR COALESCE(turns.max_running, 0) <> COALESCE(EXCLUDED.max_running, 0) OR turns.program_id IS DISTINCT FROM EXCLUDED.program_id
        """;

    private readonly EntityStatements<ImageJob> _jobs;
    private readonly EntityStatements<RenderAttempt> _attempts;
    private readonly EntityStatements<JobOutput> _outputs;
    private readonly EntityStatements<JobWords> _words;
    private readonly EntityStatements<ServerLeftover> _leftovers;
    private readonly EntityStatements<Backend> _backends;
    private readonly EntityStatements<Turn> _turns;
    private readonly EntityStatements<QueueModeRow> _modes;
    private readonly OutboxStatements _outbox;
    private readonly string _returning;
    private readonly string _shared;
    private readonly string _mayBeTaken;
    private readonly bool _locksRows;
    private readonly bool _cleansServers;

    /// <param name="contexts">They know how rows look.</param>
    /// <param name="cleansServers">Whether it is noted what jobs leave at servers.</param>
    public JobStatements(IDbContextFactory<GenerationDbContext> contexts, bool cleansServers)
    {
        _cleansServers = cleansServers;
        using var db = contexts.CreateDbContext();
        (_jobs, _attempts, _outputs, _words, _leftovers) = (new(db), new(db), new(db), new(db), new(db));
        (_backends, _turns, _modes, _outbox) = (new(db), new(db), new(db), new(db));
        _returning = $"ON CONFLICT DO NOTHING RETURNING {_jobs.ColumnOf(nameof(ImageJob.Sequence))}";
        // Whoever takes the lane over waits for what is being stored under the lease that it ends.
        _locksRows = db.Database.IsNpgsql();
        _shared = _locksRows ? "FOR KEY SHARE" : "";
        _mayBeTaken = $" AND EXISTS (SELECT 1 FROM {_turns.Table} turn WHERE turn.id = turn_id AND turn.is_ready)" +
            $" AND NOT EXISTS (SELECT 1 FROM {_modes.Table} mode WHERE mode.is_paused)";
    }

    /// <summary>The job as it is now, to tell later what changed.</summary>
    public StoredJob Copy(ImageJob job) => new(
        job.Sequence, job.Revision, job.OpenAttemptId, _jobs.Copy(job), job.Attempts.ToDictionary(attempt => attempt.Id, _attempts.Copy),
        job.Outputs.Select(output => output.Id).ToHashSet(), job.HasEnded);

    /// <summary>
    /// Adds a new job; it answers its sequence. The condition is not met when there is one with its key, or as many of its turn wait as
    /// may.
    /// </summary>
    public DatabaseChange Add(ImageJob job, TurnTerms terms) => new(job.Id, _jobs.InsertWhere(
        job,
        first => HasRoom(first, terms),
        [
            _turns.ValueOf(nameof(Turn.Id), job.TurnId), _turns.ValueOf(nameof(Turn.Waiting), terms.MaxWaiting),
            .. terms.MaxWaitingOfProgram is { } most
                ? [_turns.ValueOf(nameof(Turn.ProgramId), terms.ProgramId), _turns.ValueOf(nameof(Turn.Waiting), most)]
                : Array.Empty<SqlValue>(),
        ],
        _returning))
    {
        Rest = [.. job.TakeEvents().Select(told => _outbox.InsertIf(told, _jobs, (nameof(ImageJob.Id), job.Id)))],
        IsRestConditional = true,
        HasEvents = true,
        Lock = new(job.TurnId, _turns.Insert(
            new()
            {
                Id = job.TurnId,
                UserId = job.UserId,
                Plan = terms.Plan,
                Weight = terms.Weight,
                MaxRunning = terms.MaxRunning,
                ProgramId = terms.ProgramId,
            },
            Terms)),
    };

    /// <summary>Of a program those turns are read that have waiting jobs, at most as many as may wait.</summary>
    private string HasRoom(int first, TurnTerms terms)
    {
        var own = $"COALESCE((SELECT waiting FROM {_turns.Table} WHERE id = @p{first}), 0) < @p{first + 1}";
        var all = $"(SELECT SUM(waiting) FROM {_turns.Table} WHERE program_id = @p{first + 2} AND waiting > 0)";
        return terms.MaxWaitingOfProgram is null ? own : $"{own} AND COALESCE({all}, 0) < @p{first + 3}";
    }

    /// <summary>Stores what changed; null when nothing did. The condition is not met when somebody else changed it since.</summary>
    public DatabaseChange? Update(ImageJob job, StoredJob before, LaneLease? lease)
    {
        var condition = _jobs.Update(
            job, before.Job, (nameof(ImageJob.Sequence), before.Sequence), (nameof(ImageJob.Revision), before.Revision));
        if (condition is null)
        {
            return null;
        }

        var claims = job.Attempts.Where(attempt => !before.Attempts.ContainsKey(attempt.Id)).Select(attempt => _attempts.InsertIf(
            attempt, _jobs, (nameof(ImageJob.Sequence), job.Sequence), (nameof(ImageJob.OpenAttemptId), attempt.Id))).ToList();
        var others = Others(job, before).ToList();
        var events = job.TakeEvents().Select(_outbox.Insert).ToList();
        return new(job.Id, claims.Count > 0 ? condition with { Text = condition.Text + _mayBeTaken } : condition)
        {
            Lock = job.OpenAttemptId != before.OpenAttemptId || job.HasEnded ? LockOf(job) : null,
            Rest = [.. claims, .. others, .. events],
            IsRestConditional = others.Count == 0 && events.Count == 0,
            HasEvents = events.Count > 0,
            Fence = lease is null
                ? null
                : _backends.Find(_shared, (nameof(Backend.Name), lease.Server), (nameof(Backend.Epoch), lease.Epoch)),
        };
    }

    /// <summary>The row that counts the jobs of its turn; made when there is none.</summary>
    private RowLock? LockOf(ImageJob job) => _locksRows
        ? new(job.TurnId, _turns.Insert(
            new() { Id = job.TurnId, UserId = job.UserId, Weight = 1 },
            "ON CONFLICT (id) DO UPDATE SET weight = EXCLUDED.weight WHERE FALSE"))
        : null;

    private IEnumerable<SqlStatement> Others(ImageJob job, StoredJob before)
    {
        foreach (var attempt in job.Attempts)
        {
            if (before.Attempts.TryGetValue(attempt.Id, out var earlier) &&
                _attempts.Update(attempt, earlier, (nameof(RenderAttempt.Id), attempt.Id)) is { } update)
            {
                yield return update;
            }
        }

        foreach (var leftover in _cleansServers && !before.HasEnded ? job.Leftovers() : [])
        {
            yield return _leftovers.InsertIf(
                leftover, _jobs, (nameof(ImageJob.Sequence), job.Sequence), (nameof(ImageJob.Revision), job.Revision));
        }

        var kept = job.Outputs.Select(output => output.Id).ToHashSet();
        foreach (var gone in before.Outputs.Where(id => !kept.Contains(id)))
        {
            yield return _outputs.Delete((nameof(JobOutput.Id), gone));
        }

        foreach (var output in job.Outputs.Where(output => !before.Outputs.Contains(output.Id)))
        {
            // None of a job that was erased meanwhile, whose change comes to nothing.
            yield return _outputs.InsertIf(
                output, _jobs, (nameof(ImageJob.Sequence), job.Sequence), (nameof(ImageJob.Revision), job.Revision));
        }

        if (!kept.IsSubsetOf(before.Outputs) && JobWords.Of(job) is { } words)
        {
            var insert = _words.InsertIf(
                words, _jobs, (nameof(ImageJob.Sequence), job.Sequence), (nameof(ImageJob.Revision), job.Revision));
            // Those of an attempt that was lost are still there, and the same.
            yield return insert with { Text = $"{insert.Text} ON CONFLICT DO NOTHING" };
        }
    }
}

/// <summary>A job as its rows are.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Revision">Who finds another one has an older copy.</param>
/// <param name="OpenAttemptId">The attempt that a server had.</param>
/// <param name="Job">The values of its own row.</param>
/// <param name="Attempts">Those of its attempts, by their ids.</param>
/// <param name="Outputs">The ids of its outputs.</param>
/// <param name="HasEnded">Whether it had ended already.</param>
internal sealed record StoredJob(
    long Sequence, int Revision, Guid? OpenAttemptId, IReadOnlyList<object?> Job,
    IReadOnlyDictionary<Guid, IReadOnlyList<object?>> Attempts, IReadOnlySet<Guid> Outputs,
    bool HasEnded);
