using ArtEngine.ComfySimulator.Events;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>The one worker: takes jobs in order and runs one at a time.</summary>
internal sealed class Engine : IAsyncDisposable
{
    private readonly NodeWorld world;
    private readonly EventHub hub;
    private readonly FaultBoard faults;
    private readonly RenderLog log;
    private readonly NodeCache cache;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private volatile JobRun? current;
    private volatile PromptItem? currentItem;
    private volatile bool isToForget;
    private CancellationTokenSource life;

    public Engine(NodeWorld world, EventHub hub, FaultBoard faults, RenderLog log)
    {
        this.world = world;
        this.hub = hub;
        this.faults = faults;
        this.log = log;
        cache = new(world.Options.CachedResults);
        life = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        Queue.Changed += TellStatus;
        loop = Task.Run(LoopAsync);
    }

    public PromptQueue Queue { get; } = new();

    /// <summary>What the <c>die</c> fault and the node that kills its server do.</summary>
    public Action Die { get; set; } = () => { };

    public object Status => new { Status = new { ExecInfo = new { QueueRemaining = Queue.Remaining } } };

    /// <summary>The node a client's job is at, when it is that client's job which runs.</summary>
    public string? NodeOf(string clientId) =>
        currentItem is { } item && Audience.OnlyOwnerOf(item.ClientId).ClientId == clientId ? current?.CurrentNode : null;

    /// <summary>Stops what runs, if that is the job meant; null means any. It takes effect when the node next looks.</summary>
    public bool Interrupt(string? promptId)
    {
        if (currentItem is not { } item || (promptId is not null && item.Id != promptId))
        {
            return false;
        }

        current?.Interrupt();
        return true;
    }

    /// <summary>As ComfyUI does it: at once when nothing runs, else when the job that runs has ended.</summary>
    public void ForgetResults()
    {
        isToForget = true;
        if (current is null)
        {
            ForgetIfAsked();
        }
    }

    /// <summary>As after a restart of the process: everything that was only in memory is gone.</summary>
    public void LoseEverything()
    {
        var old = life;
        life = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        Queue.Lose();
        cache.Clear();
        world.Files.ClearTemp();
        old.Cancel();
        hub.CutAll();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop;
        Queue.Dispose();
        life.Dispose();
        stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var thisLife = life.Token;
            try
            {
                await RunOneAsync(await Queue.TakeAsync(faults.Hold.PassAsync, thisLife), thisLife);
            }
            catch (OperationCanceledException) when (thisLife.IsCancellationRequested)
            {
                Lost();
            }
        }
    }

    private async Task RunOneAsync(PromptItem item, CancellationToken thisLife)
    {
        ForgetIfAsked();
        log.Started(item.Id);
        var run = new JobRun(item, world, cache, faults, hub, Die);
        (current, currentItem) = (run, item);
        if (faults.Take(FaultBoard.Countdown.DropSocketsAtStart))
        {
            hub.CutAll();
        }

        try
        {
            var entry = await run.ExecuteAsync(thisLife);
            (current, currentItem) = (null, null);
            await Task.Delay(faults.HistoryLag ?? world.Options.HistoryLag, world.Clock, thisLife);
            log.Ended(item.Id, JobWords.OutcomeOf(entry.Outcome), run.NodesRun);
            Queue.Finish(entry);
            run.Events.Over();
        }
        catch (WorkerDiedException)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, thisLife);
        }
    }

    private void ForgetIfAsked()
    {
        if (isToForget)
        {
            isToForget = false;
            cache.Clear();
        }
    }

    private void Lost()
    {
        if (currentItem is { } item)
        {
            log.Ended(item.Id, "lost", current?.NodesRun ?? 0);
        }

        (current, currentItem) = (null, null);
    }

    private void TellStatus() => hub.Send("status", Status, Audience.Everyone);
}
