using System.Data.Common;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfBatchesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly Meanwhile _meanwhile = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfBatches _batches = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync(_meanwhile);
        _batches = new(_database.Contexts, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task One_that_is_due_is_taken_once()
    {
        var id = await AddAsync();
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldBeEmpty();
        await _batches.CallAsync(id, default);
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_is_canceled_while_it_is_taken_is_due_again_at_once()
    {
        var id = await AddAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _meanwhile.Do = () => _batches.ChangeAsync(id, batch => batch.Cancel(_clock.GetUtcNow()), default);
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldHaveSingleItem().CanceledAt.ShouldBeNull("it was read before");
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldHaveSingleItem().CanceledAt.ShouldNotBeNull();
        (await _batches.TakeDueAsync([], [], 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_excepted_stays_due_and_so_does_one_that_is_paused_until_it_is_canceled()
    {
        var id = await AddAsync();
        (await _batches.TakeDueAsync([id], [], 10, default)).ShouldBeEmpty();
        (await _batches.TakeDueAsync([], [id], 10, default)).ShouldBeEmpty();
        await _batches.ChangeAsync(id, row => row.Cancel(_clock.GetUtcNow()), default);
        (await _batches.TakeDueAsync([id], [id], 10, default)).ShouldBeEmpty();
        (await _batches.TakeDueAsync([], [id], 10, default)).ShouldHaveSingleItem();
    }

    private async Task<Guid> AddAsync()
    {
        var batch = Batch.Accept(
            new(Guid.NewGuid(), Guid.NewGuid(), "txt2img", "key", "{}", Metadata: null, Priority: 0, ItemCount: 4, WebhookUrl: null),
            _clock.GetUtcNow());
        (await _batches.TryAddAsync(batch, [], most: 10, default)).ShouldBeTrue();
        return batch.Id;
    }

    /// <summary>Does something once, when the batches that are due were just read.</summary>
    private sealed class Meanwhile : DbCommandInterceptor
    {
        public Func<Task>? Do { get; set; }

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (Do is { } once && command.CommandText.Contains("look_at\" <=", StringComparison.Ordinal))
            {
                Do = null;
                await once();
            }

            return result;
        }
    }
}
