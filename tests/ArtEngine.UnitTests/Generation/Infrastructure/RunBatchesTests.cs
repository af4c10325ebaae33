using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Batches;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using ArtEngine.Users.Contracts;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class RunBatchesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly MemoryJobs _jobs;
    private readonly SlowAudience _audience = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfBatches _batches = null!;

    public RunBatchesTests() => _jobs = new(_clock);

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _batches = new(_database.Contexts, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_batch_that_takes_long_and_one_that_cannot_be_read_delay_no_others()
    {
        var slow = await AddAsync("{}", items: 2);
        var damaged = await AddAsync("no json", items: 2);
        var other = await AddAsync("{}", items: 2);
        _audience.OnAsk = user => user == slow.UserId ? Task.Delay(Timeout.Infinite, _audience.End.Token) : Task.CompletedTask;
        using var end = new CancellationTokenSource();
        var log = new MemoryLog<RunBatchesHandler>();
        var running = ((IRequestHandler<RunBatchesCommand, Unit>)new RunBatchesHandler(
            _batches, Runner(), _database.Signals, new DatabaseFaults(), _clock, log)).Handle(new(), end.Token);
        await _database.Signals.UntilWaitingAsync(running);

        await UntilAsync(async () => await NextItemAsync(other) == 2 && log.Lines.Count == 1);
        _jobs.All.Select(job => (job.BatchId, job.BatchIndex)).ShouldBe([(other.Id, 0), (other.Id, 1)]);
        (await NextItemAsync(slow)).ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(9));
        (await _batches.TakeDueAsync([slow.Id, other.Id], [], 10, default)).Single().Id.ShouldBe(damaged.Id, "it is due");
        await _batches.CallAsync(damaged.Id, default);
        await _database.Signals.TurnAsync(running);
        (await _batches.TakeDueAsync([slow.Id, other.Id], [], 10, default)).Single().Id.ShouldBe(damaged.Id, "it has a pause");
        await _batches.CallAsync(damaged.Id, default);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => Task.FromResult(log.Lines.Count == 2));

        Task UntilAsync(Func<Task<bool>> hasComeSoFar) => _database.Signals.UntilAsync(running, hasComeSoFar);

        await end.CancelAsync();
        await _audience.End.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task A_run_that_takes_long_ends_behind_an_item_and_the_next_one_goes_on_there()
    {
        var batch = await AddAsync("{}", items: 4);
        _audience.OnAsk = _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        };
        await Runner().RunAsync((await _batches.TakeDueAsync([], [], 10, default)).Single(), default);
        (await NextItemAsync(batch)).ShouldBe(2);
        await Runner().RunAsync((await _batches.TakeDueAsync([], [], 10, default)).Single(), default);
        _jobs.All.Select(job => job.BatchIndex).ShouldBe([0, 1, 2, 3]);
    }

    private async Task<Batch> AddAsync(string parameters, int items)
    {
        var batch = Batch.Accept(
            new(Guid.NewGuid(), Guid.NewGuid(), "txt2img", "key", parameters, Metadata: null, Priority: 0, items, WebhookUrl: null),
            _clock.GetUtcNow());
        var own = Enumerable.Range(0, items).Select(_ => new Dictionary<string, JsonElement>()).ToList();
        (await _batches.TryAddAsync(batch, BatchItems.Split(batch.Id, own), most: 10, default)).ShouldBeTrue();
        return batch;
    }

    private async Task<int> NextItemAsync(Batch batch) => (await _batches.FindAsync(batch.Id, batch.UserId, default))!.NextItem;

    private BatchRunner Runner()
    {
        var mediator = new ScriptedMediator(request => request is RenderWorkflowQuery query
            ? new RenderedWorkflow(query.Workflow, "0123456789ab", """{"1":{}}""", "1", 1, query.Parameters)
            : UserPlan.None);
        var placement = new PlacementCheck(new(new MemoryBackends(_clock), _clock), new OneServer(new ScriptedServer()));
        var acceptance = new JobAcceptance(
            _jobs, _jobs, new(InputSourcesTests.Over(new MemoryUploads()), placement, mediator),
            new(new MemoryOutlook(_jobs), new StandingMode(), _jobs, mediator, Options.Create(new QueueOptions()), _clock),
            _audience, _clock);
        return new(_batches, _jobs, acceptance, _clock, NullLogger<BatchRunner>.Instance);
    }

    private sealed class SlowAudience : IJobAudience
    {
        public CancellationTokenSource End { get; } = new();

        public Func<Guid, Task> OnAsk { get; set; } = _ => Task.CompletedTask;

        public async ValueTask<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken)
        {
            await OnAsk(userId).WaitAsync(cancellationToken);
            return false;
        }

        public Task EnsureAllowedAsync(Guid userId, string url, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
