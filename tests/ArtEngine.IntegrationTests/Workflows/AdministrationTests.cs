using System.Net;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Workflows;

/// <summary>Administrators store, delete and import workflows.</summary>
public sealed class AdministrationTests : IAsyncLifetime, IDisposable
{
    private const string Graph = """
        {"3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"cfg":7.50,"text":"{{prompt}}"}},
         "7":{"class_type":"SaveImage","inputs":{"images":["3",0],"filename_prefix":"{{job_id}}"}}}
        """;

    private readonly TempFolder _workflows = TempFolder.WithShippedWorkflows();
    private StubComfyUi _server = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        _server = await StubComfyUi.StartAsync();
        _service = await Service.StartAsync(settings:
        [
            $"--ComfyUi:Servers:0:Url={_server.Address}", $"--Workflows:Path={_workflows.Path}", "--Workflows:MaxFileBytes=20000",
        ]);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _workflows.Dispose();

    [Fact]
    public async Task A_workflow_is_stored_used_digit_for_digit_replaced_and_deleted()
    {
        (await StoreAsync("video%2Fmine", Graph)).Status.ShouldBe(HttpStatusCode.Created);
        (await MakeAsync("video/mine", "a cat")).ShouldContain("18446744073709551615,\"cfg\":7.50,\"text\":\"a cat\"");

        var (status, replaced) = await StoreAsync(
            "video%2Fmine", Graph.Replace("7.50", "1e-7", StringComparison.Ordinal),
            """{"title":"Mine","parameters":{"prompt":{"type":"string","max_length":9}}}""");
        (status, replaced.Text("title")).ShouldBe((HttpStatusCode.OK, "Mine"));
        (await MakeAsync("video/mine", "a dog")).ShouldContain("\"cfg\":1e-7");
        (await _service.GetAsync("/workflows")).GetProperty("workflows").EnumerateArray().Count(one => one.Text("name") == "video/mine")
            .ShouldBe(1);

        (await DeleteAsync("video%2Fmine")).ShouldBe((HttpStatusCode.NoContent, null));
        (await DeleteAsync("video%2Fmine")).ShouldBe((HttpStatusCode.NotFound, "unknown_workflow"));
        using var gone = await _service.Client.GetAsync("/workflows/video%2Fmine");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("..%2Fx")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData(".env")]
    [InlineData("a%5Cb")]
    [InlineData("x.params")]
    [InlineData("a%2F..%2Fb")]
    public async Task No_name_leads_out_of_the_folder(string name)
    {
        var before = Files();
        ((int)(await StoreAsync(name, Graph)).Status).ShouldBeInRange(400, 422);
        ((int)(await DeleteAsync(name)).Status).ShouldBeInRange(400, 422);
        Files().ShouldBe(before);
    }

    [Theory]
    [InlineData("{}", null, "broken_workflow")]
    [InlineData("""{"1":{"class_type":"X","inputs":{"a":["9",0]}}}""", null, "broken_workflow")]
    [InlineData(Graph, """{"parameters":{"nobody":{}}}""", "broken_workflow")]
    [InlineData(Graph, """{"unheard":1}""", "broken_workflow")]
    [InlineData("[]", null, "invalid_request")]
    [InlineData(Graph, "\"text\"", "invalid_request")]
    public async Task What_could_not_be_used_is_refused_and_nothing_is_stored(string graph, string? parameters, string code)
    {
        var before = Files();
        var (status, answer) = await StoreAsync("bad", graph, parameters);
        (status, answer.Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, code));
        Files().ShouldBe(before);
        using var gone = await _service.Client.GetAsync("/workflows/bad");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        var (status, answer) = await StoreAsync("big", Graph.Replace("7.50", $"\"{new string('x', 20_000)}\"", StringComparison.Ordinal));
        (status, answer.Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_request"));
        (await StoreAsync("big", $"{{\"1\":\"{new string('x', 200_000)}\"}}")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Only_administrators_may()
    {
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        foreach (var (method, path) in ((HttpMethod, string)[])
            [(HttpMethod.Put, "/workflows/x"), (HttpMethod.Delete, "/workflows/txt2img"), (HttpMethod.Post, "/workflows/import")])
        {
            using var request = new HttpRequestMessage(method, path) { Content = Json($"{{\"graph\":{Graph}}}") };
            using var refused = await stranger.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await _service.GetAsync("/workflows/txt2img")).Text("name").ShouldBe("txt2img");
    }

    [Fact]
    public async Task A_graph_is_imported_with_parameters_that_can_be_stored_as_they_are()
    {
        _server.Descriptions["CLIPTextEncode"] =
            """{"input":{"required":{"text":["STRING",{"multiline":true}],"clip":["CLIP"]}},"output":["CONDITIONING"]}""";
        _server.Descriptions["KSampler"] = """
            {"input":{"required":{"seed":["INT",{"min":0,"max":99}],"steps":["INT",{"min":1,"max":50}],
              "sampler_name":[["euler","ddim"]],"positive":["CONDITIONING"],"negative":["CONDITIONING"]}},"output":["IMAGE"]}
            """;
        const string graph = """
            {"3":{"class_type":"KSampler","inputs":{"seed":5,"steps":60,"sampler_name":"euler_","positive":["6",0],"negative":["8",0]}},
             "6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat"}},"8":{"class_type":"CLIPTextEncode","inputs":{"text":"bad"}},
             "9":{"class_type":"SaveImage","inputs":{"images":["3",0],"filename_prefix":"x"}}}
            """;
        var imported = await ImportAsync(Encoding.UTF8.GetBytes(graph));
        (imported.Text("format"), imported.Text("status"), imported.Text("output_node_id")).ShouldBe(("api", "ready", "9"));
        var proposed = imported.GetProperty("parameters").GetProperty("parameters");
        proposed.GetProperty("prompt").GetProperty("bind").Text("node").ShouldBe("6");
        proposed.GetProperty("negative_prompt").GetProperty("bind").Text("node").ShouldBe("8");
        proposed.GetProperty("seed").GetProperty("randomize").GetBoolean().ShouldBeTrue();
        imported.GetProperty("problems").EnumerateArray()
            .Select(one => $"{one.Text("node_id")} {one.Text("input")} {one.GetProperty("nearest")}")
            .ShouldBe(["3 steps ", "3 sampler_name euler", "6 clip ", "8 clip "]);

        var (status, _) = await StoreAsync(
            "imported", imported.GetProperty("graph").GetRawText(), imported.GetProperty("parameters").GetRawText());
        status.ShouldBe(HttpStatusCode.Created);
        (await MakeAsync("imported", "a dog")).ShouldContain("\"a dog\"");
    }

    [Fact]
    public async Task A_picture_that_ComfyUI_made_is_imported()
    {
        await using var service = await Service.StartAsync(settings: [$"--Workflows:Path={_workflows.Path}"]);
        using var made = await service.Client.GenerateAsync(Jobs.Request("a tower"), ("Prefer", "wait=60"), ("Accept", "image/*"));
        var picture = await made.Content.ReadAsByteArrayAsync();
        using var answer = await service.Client.PostAsync("/workflows/import", new ByteArrayContent(picture));
        var imported = await answer.JsonAsync();
        (imported.Text("format"), imported.Text("status")).ShouldBe(("api", "ready"));
        imported.GetProperty("graph").GetRawText().ShouldContain("a tower");
        imported.GetProperty("schema").GetProperty("properties").GetProperty("prompt").Text("default").ShouldBe("a tower");
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[1]")]
    [InlineData("{\"1\":{\"class_type\":\"X\",\"inputs\":{\"a\":[\"1\",0]}}}")]
    [InlineData("{\"nodes\":[{\"id\":1,\"type\":\"Unheard\",\"inputs\":[],\"outputs\":[{}]}],\"links\":[]}")]
    [InlineData("\ufeff{\"nodes\":[],\"links\":[],\"definitions\":{\"subgraphs\":7}}")]
    public async Task What_makes_no_sense_is_told_as_broken(string file)
    {
        var imported = await ImportAsync(Encoding.UTF8.GetBytes(file));
        (imported.Text("status"), imported.GetProperty("graph").ValueKind).ShouldBe(("broken", JsonValueKind.Null));
        imported.Text("reason").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Bombs_and_broken_pictures_are_refused()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];
        foreach (var file in (byte[][])
        [
            [.. png, 0, 0, 0, 0], [.. png, 0xFF, 0xFF, 0xFF, 0xFF, .. "tEXtprompt\0{}"u8], [.. png, 0, 0, 0, 7, .. "zTXtprompt\0"u8, 0, 0, 0, 0],
            [.. "RIFF\0\0\0\0WEBP"u8, 1],
        ])
        {
            using var answer = await PostAsync(file);
            (answer.StatusCode, (await answer.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "not_a_workflow"));
        }

        var deep = await ImportAsync(Encoding.UTF8.GetBytes($"{{\"1\":{new string('[', 5_000)}{new string(']', 5_000)}}}"));
        deep.Text("status").ShouldBe("broken");
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task<(HttpStatusCode Status, JsonElement Answer)> StoreAsync(string name, string graph, string? parameters = null)
    {
        using var answer = await _service.Client.PutAsync(
            $"/workflows/{name}", Json($"{{\"graph\":{graph},\"parameters\":{parameters ?? "null"}}}"));
        return (answer.StatusCode, await answer.JsonAsync());
    }

    private async Task<(HttpStatusCode Status, string? Code)> DeleteAsync(string name)
    {
        using var answer = await _service.Client.DeleteAsync($"/workflows/{name}");
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.JsonAsync()).Text("code"));
    }

    private Task<HttpResponseMessage> PostAsync(byte[] file) => _service.Client.PostAsync(
        "/workflows/import", new ByteArrayContent(file) { Headers = { ContentType = new("application/octet-stream") } });

    private async Task<JsonElement> ImportAsync(byte[] file)
    {
        using var answer = await PostAsync(file);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.JsonAsync();
    }

    private async Task<string> MakeAsync(string workflow, string prompt)
    {
        _server.Outputs = """{"7":{"images":[{"filename":"a.png"}]},"9":{"images":[{"filename":"a.png"}]}}""";
        var job = await _service.Client.SubmitAsync(new { workflow_name = workflow, parameters = new { prompt } });
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        return _server.Prompts.Last();
    }

    private List<string> Files() => [.. Directory.GetFiles(_workflows.Path, "*", SearchOption.AllDirectories).Order()];
}
