using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A ComfyUI server that does what the test says.</summary>
internal sealed class ScriptedServer : IRenderServer
{
    private readonly Queue<RenderEvent> _events = new();

    public string Name => "gpu-1";

    public bool IsReachable { get; set; } = true;

    /// <summary>Every prompt that was sent, in order.</summary>
    public List<Guid> Submitted { get; } = [];

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

    public bool TryReadEvent(out RenderEvent happened) => _events.TryDequeue(out happened!);

    public Task<RenderFault?> SubmitAsync(Guid promptId, string graph, LaneLease lease, CancellationToken cancellationToken)
    {
        Submitted.Add(promptId);
        Graphs.Add(graph);
        if (OnSubmit is not null)
        {
            return Task.FromResult(OnSubmit(promptId));
        }

        Prompts[promptId] = new RenderState.Waiting([]);
        return Task.FromResult<RenderFault?>(null);
    }

    /// <summary>The names under which pictures came, in order.</summary>
    public List<string> Uploaded { get; } = [];

    /// <summary>What the server calls a picture that comes; null when it does not take it.</summary>
    public Func<string, string?> OnUpload { get; set; } = name => name;

    /// <summary>The graphs that were sent, in order.</summary>
    public List<string> Graphs { get; } = [];

    /// <summary>Keeps pictures on their way until it is done.</summary>
    public Task Uploading { get; set; } = Task.CompletedTask;

    public async Task<string?> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken)
    {
        Demand();
        await Uploading;
        Uploaded.Add(name);
        return OnUpload(name);
    }

    public async Task<RenderState> LookUpAsync(Guid promptId, CancellationToken cancellationToken)
    {
        await Answering.WaitAsync(cancellationToken);
        LookedUp.Add(promptId);
        Demand();
        return Prompts.GetValueOrDefault(promptId, new RenderState.Unknown());
    }

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

    public Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken)
    {
        Demand();
        List<Guid> running = [.. Prompts.Where(prompt => prompt.Value is RenderState.Running).Select(prompt => prompt.Key)];
        List<Guid> pending = [.. Prompts.Where(prompt => prompt.Value is RenderState.Waiting).Select(prompt => prompt.Key)];
        return Task.FromResult(new PromptQueue(running, pending, running.Count + pending.Count));
    }

    public Task FreeMemoryAsync(CancellationToken cancellationToken)
    {
        Frees++;
        return Task.CompletedTask;
    }

    public Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken) =>
        !IsDescribed ? throw new RenderServerUnavailableException("away") : Task.FromResult(Nodes is null ? new(new Dictionary<string, IReadOnlySet<string>>()) : Nodes.GetValueOrDefault(classType));

    public Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken) => Task.FromResult(
        Files.TryGetValue(file.FileName, out var bytes) ? new RenderedContent(new MemoryStream(bytes), "image/png", Stream.Null) : null);

    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        Demand();
        return Task.CompletedTask;
    }

    private void Demand()
    {
        if (!IsReachable)
        {
            throw new RenderServerUnavailableException("away", IsGone);
        }
    }
}
