using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class ServerNodeClassesTests : IDisposable
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly ScriptedServer _server = new() { Nodes = [] };
    private readonly Backend _backend;
    private readonly ServerNodeClasses _classes;

    public ServerNodeClassesTests()
    {
        var backends = new MemoryBackends(_clock);
        _backend = backends.AddOther("gpu-1");
        _classes = new(new(backends, _clock), new OneServer(_server), new DatabaseFaults(), _clock);
    }

    public void Dispose() => _classes.Dispose();

    [Fact]
    public async Task A_class_is_the_same_object_until_something_new_is_said()
    {
        Has("[[\"a\"]]");
        var first = await AskAsync();
        first!.Input("x")!.Choices!.Select(choice => choice.GetString()).ShouldBe(["a"]);
        _clock.Advance(TimeSpan.FromSeconds(6));
        (await AskAsync()).ShouldBeSameAs(first);
        Has("[[\"a\",\"b\"]]");
        (await AskAsync()).ShouldBeSameAs(first);
        _clock.Advance(TimeSpan.FromSeconds(6));
        (await AskAsync())!.Input("x")!.Choices!.Count.ShouldBe(2);
        (await _classes.DescribeAsync(["Unheard"], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_server_said_holds_while_it_does_not_answer()
    {
        Has("[[\"a\"]]");
        var first = await AskAsync();
        _server.IsDescribed = false;
        _clock.Advance(TimeSpan.FromHours(1));
        (await AskAsync()).ShouldBeSameAs(first);
    }

    [Fact]
    public async Task All_classes_are_those_that_servers_list()
    {
        Has("[[\"a\"]]");
        (await _classes.DescribeAllAsync(default)).Keys.ShouldBe(["X"]);
        _server.IsDescribed = false;
        (await _classes.DescribeAllAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_that_no_server_has_push_none_out_that_one_has()
    {
        foreach (var some in Enumerable.Range(0, 5_000).Select(number => $"Unheard{number}").Chunk(200))
        {
            await _classes.DescribeAsync(some, default);
        }

        Has("[[\"a\"]]");
        (await AskAsync()).ShouldNotBeNull();
        _server.IsDescribed = false;
        (await AskAsync()).ShouldNotBeNull("it is remembered");
    }

    [Fact]
    public async Task Nobody_waits_for_a_server_in_trouble()
    {
        _backend.TryTakeLane(_clock.GetUtcNow());
        _backend.Report(new("It does not answer.", IsAvailable: false), Samples.Noon);
        _server.OnDescribe = _ => throw new InvalidOperationException("asked");
        Has("[[\"a\"]]");
        (await AskAsync()).ShouldNotBeNull();
    }

    [Fact]
    public void Of_several_servers_choices_are_united_and_limits_are_the_widest()
    {
        var union = NodeClassUnion.Of(
        [
            Class("""{"x":[["a","b"]],"n":["INT",{"default":2,"min":1,"max":9}],"f":["FLOAT",{"min":0.5}]}"""),
            Class("""{"x":["COMBO",{"options":["b","c"]}],"n":["INT",{"default":3,"min":0,"max":5}],"f":["FLOAT",{}],"more":["STRING",{}]}"""),
        ]);
        union.Inputs.Select(input => input.Name).ShouldBe(["x", "n", "f", "more"]);
        union.Input("x")!.Choices!.Select(choice => choice.GetString()).ShouldBe(["a", "b", "c"]);
        union.Input("x")!.Default!.Value.GetString().ShouldBe("b");
        (union.Input("n")!.Minimum!.Value.GetInt32(), union.Input("n")!.Maximum!.Value.GetInt32()).ShouldBe((0, 9));
        union.Input("f")!.Minimum.ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"input":7,"output":"x","output_node":"yes"}""")]
    [InlineData("""{"input":{"required":{"a":[],"b":"INT","c":[7],"d":["INT",7],"e":[[{},[]],null],"f":["INT",{"min":"x","max":null}]},"optional":[1]}}""")]
    public void Whatever_a_custom_node_writes_is_read(string description) =>
        ComfyUiNodeClass.Read(JsonElement.Parse(description), "X").IsOutput.ShouldBeNull();

    private async Task<NodeClass?> AskAsync() => (await _classes.DescribeAsync(["X"], default)).GetValueOrDefault("X");

    private void Has(string spec) =>
        _server.Nodes!["X"] = new(new Dictionary<string, IReadOnlySet<string>>()) { Class = Class($"{{\"x\":{spec}}}") };

    private static NodeClass Class(string inputs) =>
        ComfyUiNodeClass.Read(JsonElement.Parse($"{{\"input\":{{\"required\":{inputs}}}}}"), "X");
}
