using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A ComfyUI server that does what the test says.</summary>
internal sealed class ScriptedServer : IRenderServer, IRenderEvents, INodeCatalog
{
    private readonly Queue<RenderEvent> _events = new();

    public string Name { get; init; } = "gpu-1";

    public IRenderEvents Events => this;

    public INodeCatalog Catalog => this;

    public string? Trouble { get; set; }

    public bool IsConnected { get; set; } = true;

    /// <summary>How often its events were to be followed anew at once.</summary>
    public int Reconnects { get; private set; }

    /// <summary>How often what is known of its classes was to be asked for again.</summary>
    public int Expiries { get; private set; }

    public void Reconnect() => Reconnects++;

    public void Expire() => Expiries++;

    public bool? Knows(IReadOnlyList<NodeRequirement> needs) => null;

    public bool IsReachable { get; set; } = true;

    /// <summary>Every prompt that was sent, in order.</summary>
    public List<Guid> Submitted { get; } = [];

    /// <summary>Those of them that go before what waits.</summary>
    public List<Guid> Overtaking { get; } = [];

    public List<Guid> Canceled { get; } = [];

    public List<Guid> LookedUp { get; } = [];

    /// <summary>What it knows; a prompt that is not here is unknown.</summary>
    public Dictionary<Guid, RenderState> Prompts { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = new() { ["picture.png"] = [1, 2, 3] };

    /// <summary>What happens when a prompt comes; unless set it is taken and waits.</summary>
    public Func<Guid, RenderFault?>? OnSubmit { get; set; }

    /// <summary>Keeps look-ups from being answered until it is done.</summary>
    public Task Answering { get; set; } = Task.CompletedTask;

    public static RenderState.Finished Finished(params string[] files) =>
        new([.. files.Select((file, index) => new RenderedFile("9", "images", index, file, "", "output"))], 1_500);

    public void Tell(RenderEvent happened) => _events.Enqueue(happened);

    public Task FollowAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public bool TryRead(out RenderEvent happened) => _events.TryDequeue(out happened!);

    public Task<RenderFault?> SubmitAsync(RenderPrompt prompt, LaneLease lease, CancellationToken cancellationToken)
    {
        var promptId = prompt.Id;
        Submitted.Add(promptId);
        if (prompt.GoesFirst)
        {
            Overtaking.Add(promptId);
        }

        Graphs.Add(prompt.Graph);
        if (OnSubmit is not null)
        {
            return Task.FromResult(OnSubmit(promptId));
        }

        Prompts[promptId] = new RenderState.Waiting([]);
        return Task.FromResult<RenderFault?>(null);
    }

    /// <summary>The prompts that it was told to forget, and the files.</summary>
    public List<(IReadOnlyList<Guid> Prompts, IReadOnlyList<ServerFile> Files)> Forgotten { get; } = [];

    public Func<Exception?>? OnForget { get; set; }

    public Task ForgetAsync(IReadOnlyList<Guid> promptIds, IReadOnlyList<ServerFile> files, CancellationToken cancellationToken)
    {
        Forgotten.Add((promptIds, files));
        return OnForget?.Invoke() is { } trouble ? Task.FromException(trouble) : Task.CompletedTask;
    }

    /// <summary>The names under which pictures came, in order.</summary>
    public List<string> Uploaded { get; } = [];

    /// <summary>What the server calls a picture that comes; null when it does not take it.</summary>
    public Func<string, string?> OnUpload { get; set; } = name => name;

    public bool IsUploadTooLarge { get; set; }

    /// <summary>The graphs that were sent, in order.</summary>
    public List<string> Graphs { get; } = [];

    /// <summary>Keeps pictures on their way until it is done.</summary>
    public Task Uploading { get; set; } = Task.CompletedTask;

    public async Task<UploadAnswer> UploadAsync(
        string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken)
    {
        Ensure();
        await Uploading;
        Uploaded.Add(name);
        return IsUploadTooLarge ? new(null, IsTooLarge: true) : new(OnUpload(name));
    }

    public async Task<RenderState?> FindEndAsync(Guid promptId, CancellationToken cancellationToken)
    {
        await Answering.WaitAsync(cancellationToken);
        LookedUp.Add(promptId);
        Ensure();
        OnFindEnd(promptId);
        return Prompts.GetValueOrDefault(promptId) is RenderState.Finished or RenderState.Failed ? Prompts[promptId] : null;
    }

    /// <summary>What goes wrong when it is asked how a prompt ended.</summary>
    public Action<Guid> OnFindEnd { get; set; } = _ => { };

    /// <summary>Prompts of others that are at work or wait there.</summary>
    public (int Running, int Pending) Foreign { get; set; }

    public Task CancelAsync(Guid promptId, CancellationToken cancellationToken)
    {
        Canceled.Add(promptId);
        return Task.CompletedTask;
    }

    public int? KnownModels => null;

    /// <summary>How often it was asked to free its memory.</summary>
    public int Frees { get; private set; }

    /// <summary>The node classes it has; it has all when null.</summary>
    public Dictionary<string, NodeDescription>? Nodes { get; set; }

    /// <summary>Whether it says what it has.</summary>
    public bool IsDescribed { get; set; } = true;

    /// <summary>Nobody listens at its port.</summary>
    public bool IsGone { get; set; }

    /// <summary>How often its queue was looked at.</summary>
    public int Looks { get; private set; }

    public Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken)
    {
        Looks++;
        Ensure();
        List<Guid> running = [.. Prompts.Where(prompt => prompt.Value is RenderState.Running).Select(prompt => prompt.Key)];
        List<Guid> pending = [.. Prompts.Where(prompt => prompt.Value is RenderState.Waiting).Select(prompt => prompt.Key)];
        return Silence?.WaitAsync(cancellationToken)
            ?? Task.FromResult(new PromptQueue(running, pending, running.Count + Foreign.Running, pending.Count + Foreign.Pending));
    }

    /// <summary>Keeps looks at the queue from being answered until it is done.</summary>
    public Task<PromptQueue>? Silence { get; set; }

    /// <summary>What goes wrong when a class is asked for.</summary>
    public Action<string> OnDescribe { get; set; } = _ => { };

    public Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        OnDescribe(classType);
        return !IsDescribed ? throw new RenderServerUnavailableException("away") : Task.FromResult(
            Nodes is null ? new(new Dictionary<string, IReadOnlySet<string>>()) : Nodes.GetValueOrDefault(classType));
    }

    public Task<IReadOnlyCollection<string>> ListAsync(TimeSpan maxAge, CancellationToken cancellationToken) => !IsDescribed
        ? throw new RenderServerUnavailableException("away")
        : Task.FromResult<IReadOnlyCollection<string>>([.. Nodes?.Keys ?? Enumerable.Empty<string>()]);

    public NodeDescription? Remembered(string classType) => Nodes?.GetValueOrDefault(classType);

    public Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ListModelsAsync(TimeSpan maxAge, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServerMachine> ReadMachineAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task FreeMemoryAsync(CancellationToken cancellationToken)
    {
        Frees++;
        return Task.CompletedTask;
    }

    /// <summary>What goes wrong when a file is asked for.</summary>
    public Action<string> OnOpen { get; set; } = _ => { };

    public Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken)
    {
        OnOpen(file.FileName);
        return Task.FromResult(Files.TryGetValue(file.FileName, out var bytes)
            ? new RenderedContent(new MemoryStream(bytes), "image/png", Stream.Null)
            : null);
    }

    private void Ensure()
    {
        if (!IsReachable)
        {
            throw new RenderServerUnavailableException("away", IsGone);
        }
    }
}
