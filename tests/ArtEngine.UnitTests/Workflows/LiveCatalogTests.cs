using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.UnitTests.Workflows;

public sealed class LiveCatalogTests : IDisposable
{
    private const string Info = """{"SaveImage":{"output_node":true,"input":{"required":{"x":["INT",{"default":3}]}}},"Odd":{"output_node":true}}""";

    private readonly TemporaryCatalog _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_workflow_is_typed_and_compiled_again_only_when_servers_say_something_new()
    {
        _files.Write("a.json", Samples.Graph("\"x\":\"{{x}}\""));
        var nodes = new KnownNodes();
        var catalog = new LiveCatalog(_files.Catalog, nodes);
        (await TypeAsync()).ShouldBe(ParameterType.Untyped);

        nodes.Classes["SaveImage"] = KnownNodes.Read(Info)["SaveImage"];
        (await TypeAsync()).ShouldBe(ParameterType.Integer);
        var first = await catalog.FindAsync("a", default);
        (await catalog.FindAsync("a", default)).ShouldBeSameAs(first);
        (await catalog.ListAsync(default)).ShouldHaveSingleItem().ShouldBeSameAs(first);

        nodes.Classes["SaveImage"] = KnownNodes.Read(Info)["SaveImage"];
        (await catalog.FindAsync("a", default)).ShouldNotBeSameAs(first);

        async Task<ParameterType> TypeAsync() => (await catalog.FindAsync("a", default))!.Template!.Parameters[0].Type;
    }

    [Fact]
    public async Task A_file_that_no_name_helps_with_is_ready_once_a_server_knows_its_output()
    {
        _files.Write("a.json", """{"1":{"class_type":"Odd","inputs":{}}}""");
        (await new LiveCatalog(_files.Catalog, new KnownNodes()).FindAsync("a", default))!.Reason!.ShouldStartWith("It has no output node.");
        var entry = await new LiveCatalog(_files.Catalog, new KnownNodes(Info)).FindAsync("a", default);
        (entry!.Reason, entry.Template!.OutputNodeId).ShouldBe((null, "1"));
    }

    [Fact]
    public async Task A_broken_file_stays_broken()
    {
        _files.Write("a.json", "{");
        (await new LiveCatalog(_files.Catalog, new KnownNodes(Info)).FindAsync("a", default))!.Reason!.ShouldStartWith("It is not valid JSON");
    }
}
