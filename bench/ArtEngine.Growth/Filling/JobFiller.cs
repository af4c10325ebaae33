namespace ArtEngine.Growth.Filling;

/// <summary>
/// Makes many jobs of a few real ones by copying their rows. The columns are asked of the database, so that it fits older and newer
/// schemas: what it does not know is copied.
/// </summary>
internal sealed class JobFiller(JobDatabase database, Guid user, QueueSize size, int? users)
{
    public const string Common = "txt2img";
    public const string Other = "flux-txt2img";

    /// <summary>The user's jobs of it fill one page and are the oldest of all.</summary>
    public const string Rare = "test-card";

    private const long SecondsOfHistory = 30 * 24 * 3_600;
    private const long SecondsOfQueue = 3_600;

    // The jobs are numbered n from 1. One of ten is another user's.
    private const string Workflow = $"CASE WHEN n % 10 = 5 THEN '{Other}' ELSE '{Common}' END";
    private const string EndedWorkflow = $"CASE WHEN n <= 112 THEN '{Rare}' WHEN n % 10 = 5 THEN '{Other}' ELSE '{Common}' END";
    private const string Priority = "CASE n % 20 WHEN 7 THEN 5 WHEN 13 THEN -5 ELSE 0 END";

    private readonly string _jobs = database.Table("jobs");
    private readonly string _user = database.Id($"'{user.ToString().ToUpperInvariant()}'");

    public async Task<Landmarks> FillAsync()
    {
        await database.HurryAsync();
        await database.ExecuteAsync("BEGIN");
        await TakeSamplesAsync();
        var last = await database.ReadAsync<long>($"SELECT max(sequence) FROM {_jobs}");
        await AddEndedAsync(last);
        await AddPartsAsync("render_attempts", last);
        await AddPartsAsync("outputs", last);
        await AddWaitingAsync(last + size.Ended);
        // Of jobs from before there was a search each has its words looked for once: that is not what is measured.
        await database.ExecuteAsync($"DELETE FROM {database.Table("search_backlog")}");
        await database.ExecuteAsync("COMMIT");
        await database.SettleAsync();
        return new(await MiddleOfQueueAsync(last + size.Ended), last + ((size.Ended + size.Waiting) / 2));
    }

    /// <summary>What is copied, apart from the tables that grow.</summary>
    private async Task TakeSamplesAsync()
    {
        await SampleAsync("ended", $"{_jobs} WHERE status = 'Succeeded'");
        await SampleAsync("waiting", $"{_jobs} WHERE status = 'Queued' AND open_attempt_id IS NULL");
        await SampleAsync("render_attempts", $"{database.Table("render_attempts")} WHERE state = 'Succeeded' LIMIT 1");
        await SampleAsync("outputs", $"{database.Table("outputs")} LIMIT 1");

        Task SampleAsync(string name, string rows) => database.ExecuteAsync($"CREATE TEMP TABLE {name}_sample AS SELECT * FROM {rows}");
    }

    private Task AddEndedAsync(long after)
    {
        var age = $"{SecondsOfQueue} + ({size.Ended} - n) * {SecondsOfHistory} / {size.Ended}";
        return AddJobsAsync("ended_sample", EndedWorkflow, size.Ended, new()
        {
            ["sequence"] = $"{after} + n",
            ["id"] = IdOf("01900000", "n"),
            ["created_at"] = database.Ago($"{age} + 8"),
            ["started_at"] = database.Ago($"{age} + 3"),
            ["completed_at"] = database.Ago(age),
            ["execution_ms"] = "2000 + n % 1000",
        }, MostOf);
    }

    private Task AddWaitingAsync(long after) => AddJobsAsync("waiting_sample", Workflow, size.Waiting, new()
    {
        ["sequence"] = $"{after} + n",
        ["id"] = IdOf("01900001", "n"),
        ["created_at"] = database.Ago($"({size.Waiting} - n) * {SecondsOfQueue} / {size.Waiting}"),
    }, users is { } all ? EvenlyOf(Math.Min(all, size.Waiting / 100)) : MostOf);

    private string MostOf => $"CASE WHEN n % 10 <> 0 THEN {_user} ELSE {IdOf("01900002", "n / 10 % 30")} END";

    /// <summary>The caller has a page of them.</summary>
    private string EvenlyOf(int all) => $"CASE WHEN n <= 112 OR n % {all} = 0 THEN {_user} ELSE {IdOf("01900002", $"n % {all}")} END";

    private async Task AddJobsAsync(string sample, string workflow, int count, Dictionary<string, string> values, string owner)
    {
        values["user_id"] = values["turn_id"] = owner;
        values["priority"] = Priority;
        values["rank"] = $"sample.rank - ({Priority})";
        await InsertAsync("jobs", sample, values, $"numbers CROSS JOIN {sample} sample WHERE sample.workflow_name = {workflow}",
            $"WITH RECURSIVE numbers(n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) ");
    }

    /// <summary>One for each job that was added to the history.</summary>
    private Task AddPartsAsync(string table, long after) => InsertAsync(
        table,
        $"{table}_sample",
        new()
        {
            ["id"] = IdOf(table == "outputs" ? "01900003" : "01900004", "job.sequence"),
            ["job_id"] = "job.id",
            ["created_at"] = "job.created_at",
            ["started_at"] = "job.started_at",
            ["ended_at"] = "job.completed_at",
        },
        $"{_jobs} job CROSS JOIN {table}_sample sample WHERE job.sequence > {after}");

    private async Task InsertAsync(string table, string sample, Dictionary<string, string> values, string from, string with = "")
    {
        var columns = await database.ColumnsAsync(sample);
        await database.ExecuteAsync(
            $"{with}INSERT INTO {database.Table(table)} ({string.Join(", ", columns)}) " +
            $"SELECT {string.Join(", ", columns.Select(column => values.GetValueOrDefault(column, $"sample.{column}")))} FROM {from}");
    }

    private Task<Guid> MiddleOfQueueAsync(long after) => database.ReadAsync<Guid>(
        $"SELECT id FROM {_jobs} WHERE user_id = {_user} AND priority = 0 AND sequence > {after + (size.Waiting / 2)} " +
        "ORDER BY sequence LIMIT 1");

    /// <summary>Ids of one kind, which ascend with the number as real ones do with time.</summary>
    private string IdOf(string kind, string number) =>
        database.Id($"'{kind}-0000-7000-8000-' || substr(CAST(1000000000000 + {number} AS text), 2)");
}

/// <summary>Places among the rows that were filled in.</summary>
/// <param name="MiddleOfQueue">A waiting job of the user with about as many before it as after it.</param>
/// <param name="MiddleOfHistory">The cursor of a page in the middle of all jobs.</param>
internal sealed record Landmarks(Guid MiddleOfQueue, long MiddleOfHistory);
