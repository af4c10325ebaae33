using ArtEngine.Telemetry.Application.Usage;
using ArtEngine.Telemetry.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation;

namespace ArtEngine.UnitTests.Telemetry;

public sealed class UsageLedgerTests : IAsyncLifetime
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(Samples.Noon.UtcDateTime);

    private readonly Guid _me = Guid.NewGuid();
    private TemporaryDatabase<TelemetryDbContext> _database = null!;
    private EfUsageLedger _ledger = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<TelemetryDbContext>.CreateAsync();
        _ledger = new(_database.Contexts);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_job_counts_once_however_often_it_is_told()
    {
        var job = Job(_me, 1.5);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _ledger.AddAsync([job, job], default)));
        await _ledger.AddAsync([Job(_me, 2.5)], default);
        await _ledger.AddAsync([Job(_me, 4) with { EndedAt = Samples.Noon.AddDays(-1) }], default);
        await _ledger.AddAsync([Job(Guid.NewGuid(), 8)], default);
        (await _ledger.SumAsync(_me, Today, default)).ShouldBe(new(4, 2, 200));
        (await _ledger.SumAsync(_me, Today.AddDays(-1), default)).ShouldBe(new(8, 3, 300));
        (await _ledger.SumAsync(Guid.NewGuid(), Today, default)).ShouldBe(default);
    }

    [Fact]
    public async Task What_end_users_use_is_summed_up_for_their_program_besides()
    {
        var (ada, bob) = (Job(Guid.NewGuid(), 1.5) with { ProgramId = _me }, Job(Guid.NewGuid(), 2.5) with { ProgramId = _me });
        foreach (var job in new[] { ada, bob, ada, Job(_me, 8) })
        {
            await _ledger.AddAsync([job], default);
        }

        (await _ledger.SumOfEndUsersAsync(_me, Today, default)).ShouldBe(new(4, 2, 200));
        (await _ledger.SumAsync(_me, Today, default)).ShouldBe(new(8, 1, 100));
        (await _ledger.SumAsync(ada.UserId, Today, default)).ShouldBe(new(1.5, 1, 100));

        await _ledger.EraseAsync(_me, Samples.Noon, default);
        await _ledger.AddAsync([Job(Guid.NewGuid(), 1) with { ProgramId = _me }], default);
        (await _ledger.SumOfEndUsersAsync(_me, Today, default)).ShouldBe(default);
    }

    [Fact]
    public async Task The_table_comes_page_by_page()
    {
        for (var number = 0; number < 7; number++)
        {
            await _ledger.AddAsync([Job(number % 2 == 0 ? _me : Guid.NewGuid(), 1) with { Workflow = $"w-{number}" }], default);
        }

        await _ledger.AddAsync([Job(_me, 1) with { EndedAt = Samples.Noon.AddDays(-40) }], default);
        var handler = new ListUsageHandler(_ledger);
        var rows = new List<UsageRow>();
        var query = new ListUsageQuery(Today.AddDays(-1), Today, null, null, 3);
        for (var cursor = ""; cursor is not null;)
        {
            var page = await handler.Handle(query with { Cursor = cursor.Length == 0 ? null : cursor }, default);
            rows.AddRange(page.Usage);
            cursor = page.NextCursor;
        }

        rows.Select(row => row.Workflow).ShouldBe(Enumerable.Range(0, 7).Select(number => $"w-{number}"), ignoreOrder: true);
        (await handler.Handle(query with { UserId = _me, Limit = 100 }, default)).Usage.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Of_an_erased_user_nothing_stays_and_nothing_comes_again()
    {
        await _ledger.AddAsync([Job(_me, 1)], default);
        await _ledger.EraseAsync(_me, Samples.Noon, default);
        await _ledger.EraseAsync(_me, Samples.Noon, default);
        await _ledger.AddAsync([Job(_me, 1)], default);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM usage")).ShouldBe([0]);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM counted_jobs")).ShouldBe([0]);
    }

    [Fact]
    public async Task What_is_long_over_is_forgotten_a_little_at_a_time()
    {
        for (var number = 0; number < 5; number++)
        {
            await _ledger.AddAsync([Job(_me, 1) with { EndedAt = Samples.Noon.AddDays(-50) }], default);
        }

        await _ledger.AddAsync([Job(_me, 1)], default);
        (await _ledger.ForgetAsync(Samples.Noon.AddDays(-35), 3, default)).ShouldBe(3);
        (await _ledger.ForgetAsync(Samples.Noon.AddDays(-35), 3, default)).ShouldBe(2);
        (await _ledger.ForgetAsync(Samples.Noon.AddDays(-35), 3, default)).ShouldBe(0);
        (await _ledger.SumAsync(_me, Today.AddDays(-60), default)).Jobs.ShouldBe(6);
    }

    [Theory, InlineData("w"), InlineData("a.b/c d"), InlineData("")]
    public void A_cursor_says_where_a_page_ended(string workflow) =>
        UsageCursor.Read(UsageCursor.Write(new(Today, _me, workflow, 1, 2, 3))).ShouldBe(new(Today, _me, workflow, 0, 0, 0));

    [Theory, InlineData("x"), InlineData("20261301.0.w"), InlineData("20260504..w")]
    public void What_is_no_cursor_is_refused(string cursor) => new ListUsageValidator()
        .Validate(new ListUsageQuery(Today, Today, null, cursor, 10)).Errors.ShouldHaveSingleItem().PropertyName.ShouldBe("Cursor");

    private static JobUsage Job(Guid user, double seconds) => new(Guid.NewGuid(), user, "txt2img", Samples.Noon, seconds, 100);
}
