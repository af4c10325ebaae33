using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class OutputSearchTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly Guid _me = Guid.NewGuid();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EndedJobs _jobs = null!;
    private EfOutputs _outputs = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        (_jobs, _outputs) = (EndedJobs.On(_database, _clock), new(_database.Contexts));
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task All_outputs_of_a_job_are_found_and_of_one_that_failed_there_are_no_words()
    {
        await _jobs.SucceedAsync(_me, outputs: 3);
        await _jobs.FailAsync(_me);
        (await FindAsync("light")).Count.ShouldBe(3);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM job_words")).ShouldBe([1]);
    }

    [Fact]
    public async Task Outputs_of_older_versions_are_found_after_a_while()
    {
        for (var number = 0; number < 5; number++)
        {
            await _jobs.SucceedAsync(_me);
        }

        const string CountTags = "SELECT count(*) AS value FROM job_tags";
        await _database.ExecuteAsync("""UPDATE jobs SET metadata = '{{"project":"aurora","n":7}}' """);
        await _database.ExecuteAsync("DELETE FROM job_words WHERE sequence <> 4; DELETE FROM job_tags");
        await _database.ExecuteAsync("INSERT INTO search_backlog (id, below, is_again) VALUES (1, -1, 0)");
        (await FindAsync("light")).Count.ShouldBe(1);
        var older = new EfOlderJobs(_database.Contexts);
        (await older.IndexSomeAsync(2, default)).ShouldBeTrue();
        (await FindAsync("light")).Count.ShouldBe(2);
        (await _database.QueryAsync<int>(CountTags)).ShouldBe([4], "two of each");
        (await older.IndexSomeAsync(2, default)).ShouldBeTrue();
        (await older.IndexSomeAsync(2, default)).ShouldBeFalse();
        (await FindAsync("light")).Count.ShouldBe(5);
        (await _database.QueryAsync<int>(CountTags)).ShouldBe([10]);

        // What a node of an older version stores meanwhile has none.
        await _database.ExecuteAsync("DELETE FROM job_words WHERE sequence = 5");
        (await older.IndexSomeAsync(9, default)).ShouldBeFalse();
        (await FindAsync("light")).Count.ShouldBe(5);
        (await _database.QueryAsync<int>("SELECT count(*) AS value FROM search_backlog")).ShouldBe([0], "twice is enough");
        (await older.IndexSomeAsync(9, default)).ShouldBeFalse();
    }

    private Task<IReadOnlyList<OutputRow>> FindAsync(string text) =>
        _outputs.ListAsync(_me, new OutputChoice(Text: text), after: null, count: 100, default);
}
