using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Workflows;

public sealed class QueryTests : IDisposable
{
    private readonly TemporaryCatalog _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_rendered_workflow_says_what_it_is_and_what_went_into_it()
    {
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\",\"s\":\"{{s}}\",\"f\":\"{{user_id}}/{{job_id}}\""));
        _temporary.Write("a.params.json", """{"parameters":{"s":{"type":"integer","randomize":true},"p":{"type":"string"}}}""");
        var rendered = await Render("a.json", ("p", "\"cat\""));
        var seed = rendered.Parameters["s"].GetUInt64();
        rendered.Name.ShouldBe("a");
        rendered.Version.ShouldMatch("^[0-9a-f]{12}$");
        (rendered.OutputNodeId, rendered.NodeCount).ShouldBe(("1", 1));
        rendered.Parameters.Keys.ShouldBe(["s", "p"]);
        rendered.Graph.ShouldBe(Samples.Graph($"\"p\":\"cat\",\"s\":{seed},\"f\":\"{Samples.UserId}/{Samples.JobId}\""));
        (await Render("a", ("p", "\"cat\""))).Parameters["s"].GetUInt64().ShouldNotBe(seed);
    }

    [Fact]
    public async Task An_unknown_workflow_is_answered_with_close_names()
    {
        _temporary.Write("txt2img.json", Samples.Graph("\"x\":1"));
        var error = await Should.ThrowAsync<AppException>(() => Render("txt2image"));
        (error.Kind, error.Code).ShouldBe((ErrorKind.NotFound, "unknown_workflow"));
        error.Message.ShouldBe("There is no workflow \"txt2image\". Did you mean \"txt2img\"? GET /workflows lists them all.");
        (await Should.ThrowAsync<AppException>(() => Render("x\u001b[31m" + new string('y', 500)))).Message
            .ShouldStartWith("There is no workflow \"x?[31myyy");
    }

    [Fact]
    public async Task A_broken_workflow_is_refused_with_its_reason()
    {
        _temporary.Write("a.json", "{}");
        foreach (var ask in (Func<Task>[])[() => Render("a"), () => Get("a")])
        {
            var error = await Should.ThrowAsync<AppException>(ask);
            (error.Kind, error.Code).ShouldBe((ErrorKind.Invalid, "broken_workflow"));
            error.Message.ShouldBe("The workflow \"a\" cannot be used: It has no nodes.");
        }
    }

    [Fact]
    public async Task A_graph_that_would_grow_too_large_is_refused()
    {
        var places = string.Join(",", Enumerable.Range(0, 200).Select(i => $"\"i{i}\":\"{{{{p}}}}\""));
        _temporary.Write("a.json", Samples.Graph(places));
        var error = await Should.ThrowAsync<AppException>(() => Render("a", ("p", $"\"{new string('x', 90_000)}\"")));
        error.Errors.ShouldHaveSingleItem().Detail.ShouldBe("The filled-in graph would be larger than 16777216 bytes (the operator's setting Workflows:MaxGraphBytes).");
    }

    [Fact]
    public async Task Parameters_are_described_as_JSON_Schema()
    {
        _temporary.Write("a.json", Samples.Graph(
            "\"a\":\"{{seed}}\",\"b\":\"{{size}}\",\"c\":\"{{text}}\",\"d\":\"{{pick}}\",\"e\":\"{{any}}\",\"f\":\"{{pic}}\",\"g\":\"{{on}}\""));
        _temporary.Write("a.params.json", """
            {"title":"T","description":"D","parameters":{
              "seed":{"type":"integer","minimum":0,"maximum":18446744073709551615,"randomize":true},
              "size":{"type":"number","multiple_of":0.5,"default":1.0,"title":"Size","description":"In metres."},
              "text":{"type":"string","min_length":1,"max_length":9,"example":"a cat"},
              "pick":{"type":"string","choices":["x","y"]},
              "pic":{"type":"image"},
              "on":{"type":"boolean","default":false,"example":true}}}
            """);
        var details = await Get("a");
        (details.Title, details.Description, details.OutputNodeId, details.NodeCount).ShouldBe(("T", "D", "1", 1));
        JsonElement.DeepEquals(details.Parameters, JsonElement.Parse("""
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{
              "seed":{"type":["integer","string","null"],"pattern":"^-?(0|[1-9][0-9]*)$","minimum":0,"maximum":18446744073709551615,"x-randomize":true},
              "size":{"type":"number","title":"Size","description":"In metres.","default":1.0,"multipleOf":0.5},
              "text":{"type":"string","minLength":1,"maxLength":9},
              "pick":{"type":"string","enum":["x","y"]},
              "pic":{"type":"string","x-upload":"image"},
              "on":{"type":"boolean","default":false},
              "any":{}},
             "required":["text","pick","pic","any"],"additionalProperties":false}
            """)).ShouldBeTrue(details.Parameters.GetRawText());
        details.Example.WorkflowName.ShouldBe("a");
        details.Example.Parameters.ToDictionary(pair => pair.Key, pair => pair.Value.GetRawText()).ShouldBe(new Dictionary<string, string>
        {
            ["text"] = "\"a cat\"",
            ["pick"] = "\"x\"",
            ["pic"] = "\"01a203c7-4936-72c9-b08c-8e894fd17201\"",
            ["on"] = "true",
            ["any"] = "\"text\"",
        });
    }

    [Theory]
    [InlineData("{\"type\":\"integer\",\"minimum\":3,\"maximum\":20,\"multiple_of\":8}")]
    [InlineData("{\"type\":\"integer\",\"minimum\":65,\"multiple_of\":8}")]
    [InlineData("{\"type\":\"integer\",\"maximum\":-9,\"multiple_of\":4}")]
    [InlineData("{\"type\":\"integer\",\"maximum\":-1}")]
    [InlineData("{\"type\":\"number\",\"minimum\":0.3}")]
    [InlineData("{\"type\":\"number\",\"minimum\":0.4,\"multiple_of\":0.25}")]
    [InlineData("{\"type\":\"string\",\"min_length\":9}")]
    [InlineData("{\"type\":\"string\",\"max_length\":0}")]
    [InlineData("{\"type\":\"string\",\"max_length\":2}")]
    [InlineData("{\"type\":\"boolean\"}")]
    [InlineData("{\"type\":\"json\"}")]
    public async Task The_example_works_whatever_the_limits(string spec)
    {
        _temporary.Write("a.json", Samples.Graph("\"p\":\"{{p}}\""));
        _temporary.Write("a.params.json", $"{{\"parameters\":{{\"p\":{spec}}}}}");
        var example = (await Get("a")).Example;
        await Render("a", [.. example.Parameters.Select(pair => (pair.Key, pair.Value.GetRawText()))]);
    }

    [Fact]
    public async Task The_list_shows_ready_and_broken_workflows()
    {
        _temporary.Write("b.json", "{}");
        _temporary.Write("a.json", Samples.Graph("\"x\":\"{{x}}\""));
        var list = (await new ListWorkflowsHandler(_temporary.Catalog).Handle(new ListWorkflowsQuery(), default)).Workflows;
        list.Select(one => (one.Name, one.Status, one.Reason)).ShouldBe(
            [("a", WorkflowStatus.Ready, null), ("b", WorkflowStatus.Broken, "It has no nodes.")]);
        list[0].Parameters!.Value.GetProperty("required")[0].GetString().ShouldBe("x");
        list[1].Parameters.ShouldBeNull();
    }

    [Fact]
    public async Task A_seed_is_drawn_that_every_node_takes_and_the_answer_says_what_a_server_must_have()
    {
        _temporary.Write("a.json", """
            {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"{{model}}"}},
             "2":{"class_type":"KSampler","inputs":{"seed":"{{seed}}","model":["1",0]}},
             "3":{"class_type":"SaveImage","inputs":{"filename_prefix":"art","images":["2",0]}}}
            """);
        _temporary.Write("a.params.json", """{"parameters":{"seed":{"type":"integer","randomize":true}}}""");
        var nodes = new KnownNodes { Maxima = { [("KSampler", "seed")] = 3 } };

        var rendered = await new RenderWorkflowHandler(MemoryTemplates.Over(_temporary.Catalog), nodes).Handle(
            new("a", Samples.Values(("model", "\"x.safetensors\"")), Samples.UserId, Samples.JobId), default);

        rendered.Parameters["seed"].GetUInt64().ShouldBeLessThan(4UL);
        rendered.Needs.Checkpoint.ShouldBe("x.safetensors");
        rendered.Needs.Nodes.Select(need => (need.NodeId, need.ClassType)).ShouldBe(
            [("1", "CheckpointLoaderSimple"), ("2", "KSampler"), ("3", "SaveImage")]);
        rendered.Graph.ShouldContain($"\"filename_prefix\":\"art-{Samples.JobId}\"");
    }

    private Task<RenderedWorkflow> Render(string name, params (string Name, string Json)[] values) =>
        new RenderWorkflowHandler(MemoryTemplates.Over(_temporary.Catalog), new KnownNodes())
            .Handle(new RenderWorkflowQuery(name, Samples.Values(values), Samples.UserId, Samples.JobId), default);

    private Task<WorkflowDetails> Get(string name) =>
        new GetWorkflowHandler(_temporary.Catalog).Handle(new GetWorkflowQuery(name), default);
}
