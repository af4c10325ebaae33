using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Rendering;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A job goes only where its node classes and model files are.</summary>
public sealed class PlacementTests
{
    private const string Graph = """{"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},"2":{"class_type":"SaveImage","inputs":{}}}""";

    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly ScriptedServer _server = new();

    [Fact]
    public async Task A_server_that_has_all_is_no_reason_to_wait()
    {
        _server.Nodes = Nodes("a.safetensors", "b.safetensors");
        (await AskAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task When_every_server_is_known_and_none_can_the_request_is_refused_with_what_is_missing()
    {
        _server.Nodes = Nodes("b.safetensors");
        var refusal = await Should.ThrowAsync<AppException>(AskAsync());
        (refusal.Kind, refusal.Code).ShouldBe((ErrorKind.Invalid, "no_capable_server"));
        refusal.Errors.ShouldHaveSingleItem().ShouldBe(new(
            "/workflow_name",
            "No ComfyUI server has \"a.safetensors\" as ckpt_name of CheckpointLoaderSimple. Did you mean \"b.safetensors\"? " +
            "There are \"b.safetensors\"."));

        _server.Nodes.Remove("SaveImage");
        _server.Nodes["CheckpointLoaderSimple"] = Nodes("a.safetensors")["CheckpointLoaderSimple"];
        (await Should.ThrowAsync<AppException>(AskAsync())).Errors.ShouldHaveSingleItem()
            .Detail.ShouldBe("No ComfyUI server has the node class \"SaveImage\".");
    }

    [Theory]
    [InlineData("SDXL\\\\a.safetensors", "SDXL/a.safetensors")]
    [InlineData("SDXL/a.safetensors", "SDXL\\\\a.safetensors")]
    public async Task A_model_is_found_whichever_way_its_slash_leans_and_sent_as_the_server_writes_it(string written, string has)
    {
        _server.Nodes = Nodes(has.Replace("\\\\", "\\", StringComparison.Ordinal));
        var graph = Graph.Replace("a.safetensors", written, StringComparison.Ordinal);
        (await AskAsync(graph)).ShouldBeNull();
        GraphInputs.Fill(graph, await ((INodeCatalog)_server).SpelledAsync(GraphNeeds.Read(graph).Nodes, default))
            .ShouldBe(Graph.Replace("a.safetensors", has, StringComparison.Ordinal));
        (await Should.ThrowAsync<AppException>(AskAsync(Graph.Replace("a.safetensors", "SD/a.safetensors", StringComparison.Ordinal))))
            .Code.ShouldBe("no_capable_server");
    }

    [Fact]
    public async Task A_server_that_is_not_known_is_a_reason_to_wait()
    {
        var backends = Backends();
        backends.All[0].Report(new("It does not answer.", IsAvailable: false), Samples.Noon);
        _server.IsDescribed = false;
        var placement = new PlacementCheck(new(backends, _clock), new OneServer(_server));
        await placement.EnsureCapableAsync(GraphNeeds.Read(Graph).Nodes, [], default);
        (await placement.ReasonToWaitAsync(GraphNeeds.Read(Graph).Nodes, default)).ShouldBe("gpu-1: It does not answer.");
    }

    [Fact]
    public async Task Why_a_job_waits_is_told_while_its_only_server_is_in_quarantine_works_for_others_or_lost_the_model()
    {
        var backends = Backends();
        _server.Nodes = Nodes("a.safetensors");
        var placement = new PlacementCheck(new(backends, _clock), new OneServer(_server));
        Task<string?> AskAsync() => placement.ReasonToWaitAsync(GraphNeeds.Read(Graph).Nodes, default);
        (await AskAsync()).ShouldBeNull();

        backends.All[0].Report(new("Nothing moves there.", IsAvailable: false), Samples.Noon);
        (await AskAsync()).ShouldBe("gpu-1: Nothing moves there.");

        backends.All[0].Report(new(null, ForeignPrompts: 2), Samples.Noon);
        (await AskAsync()).ShouldBe("gpu-1 is busy with other work.");

        backends.All[0].Report(new(null), Samples.Noon);
        _server.Nodes = Nodes("b.safetensors");
        (await AskAsync()).ShouldBe("gpu-1 has no ckpt_name 'a.safetensors' for CheckpointLoaderSimple.");

        backends.All[0].Turn(ArtEngine.Generation.Contracts.BackendState.Disabled);
        _clock.Advance(TimeSpan.FromSeconds(2));
        (await AskAsync()).ShouldBe("No ComfyUI server takes jobs at present.");
    }

    [Fact]
    public async Task A_lane_passes_over_what_its_server_cannot_run()
    {
        await using var bench = new LaneHarness { Server = _server };
        _server.Nodes = Nodes("b.safetensors");
        var (foreign, own) = (Job("a.safetensors"), Job("b.safetensors"));
        bench.Jobs.All.AddRange([foreign, own]);
        await bench.StartAsync();
        (foreign.OpenAttemptId, own.AttemptCount, foreign.PassedOver).ShouldBe((null, 1, 0));
    }

    [Fact]
    public void The_model_of_a_graph_is_what_its_loader_names()
    {
        GraphNeeds.Read(Graph).Checkpoint.ShouldBe("a.safetensors");
        GraphNeeds.Read("""{"1":{"class_type":"EmptyImage","inputs":{"ckpt_name":"x"}}}""").Checkpoint.ShouldBeNull();
    }

    private async Task<string?> AskAsync(string graph = Graph)
    {
        var placement = new PlacementCheck(new(Backends(), _clock), new OneServer(_server));
        await placement.EnsureCapableAsync(GraphNeeds.Read(graph).Nodes, [], default);
        return await placement.ReasonToWaitAsync(GraphNeeds.Read(graph).Nodes, default);
    }

    private MemoryBackends Backends()
    {
        var backends = new MemoryBackends(_clock);
        backends.All.Add(Backend.Add("gpu-1", "http://gpu-1:8188", 1, 2, null, isFromSettings: true, Samples.Noon));
        backends.All[0].TryTakeLane(_clock.GetUtcNow());
        return backends;
    }

    private static Dictionary<string, NodeDescription> Nodes(params string[] models) => new()
    {
        ["CheckpointLoaderSimple"] = new(new Dictionary<string, IReadOnlySet<string>> { ["ckpt_name"] = models.ToHashSet() }),
        ["SaveImage"] = new(new Dictionary<string, IReadOnlySet<string>>()),
    };

    private static ImageJob Job(string model) => ImageJob.Queue(
        new(
            Guid.NewGuid(), Guid.NewGuid(), "txt2img", "0123456789ab", "{}", null,
            Graph.Replace("a.safetensors", model, StringComparison.Ordinal), "2", 2, 0, null, null, null, model, null, null, null)
        { NeedsKey = GraphNeeds.Read(Graph.Replace("a.safetensors", model, StringComparison.Ordinal)).Key() },
        Samples.Noon);
}
