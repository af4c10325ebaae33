using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What goes to ComfyUI beside the graph, and where it does not go.</summary>
public sealed class EditorFileTests : IAsyncLifetime, IDisposable
{
    private const string Graph = """
        {"3":{"class_type":"KSampler","inputs":{"seed":5,"text":"{{prompt}}"}},
         "7":{"class_type":"SaveImage","inputs":{"images":["3",0],"filename_prefix":"x"}}}
        """;

    private const string Editor = """{"last_node_id":7,"nodes":[{"id":3,"type":"KSampler","size":[1.50,2]}],"links":[],"version":0.4}""";
    private const string Key = "comfyui-0123456789abcdef";

    private readonly TempFolder _workflows = new(onRealServers: false);
    private readonly TempFolder _data = new();
    private StubComfyUi _server = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        _server = await StubComfyUi.StartAsync();
        _service = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _workflows.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task The_file_of_the_editor_beside_the_graph_goes_along_as_it_stands()
    {
        Write("mine.json", Graph);
        await MakeAsync();
        ExtraOf(_server.Prompts.Last()).TryGetProperty("extra_pnginfo", out _).ShouldBeFalse();

        Write("mine.workflow.json", Editor);
        var job = await MakeAsync();
        ExtraOf(_server.Prompts.Last()).GetProperty("extra_pnginfo").GetProperty("workflow").GetRawText().ShouldBe(Editor);
        (await _service.GetAsync("/workflows")).GetProperty("workflows").EnumerateArray().Select(one => one.Text("name")).ShouldBe(["mine"]);

        // A rerun takes what the job took.
        Write("mine.workflow.json", Editor.Replace("1.50", "9", StringComparison.Ordinal));
        using var again = await _service.Client.PostAsync($"/image/jobs/{job.Text("id")}/rerun", null);
        await _service.Client.WaitForEndAsync((await again.JsonAsync()).Text("id"));
        ExtraOf(_server.Prompts.Last()).GetProperty("extra_pnginfo").GetProperty("workflow").GetRawText().ShouldBe(Editor);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("{\"nodes\":[],\"links\":[]}},\"x\":{")]
    public async Task What_is_no_file_of_the_editor_is_told_and_not_sent(string file)
    {
        Write("mine.json", Graph);
        Write("mine.workflow.json", file);
        var listed = (await _service.GetAsync("/workflows")).GetProperty("workflows")[0];
        (listed.Text("name"), listed.Text("status")).ShouldBe(("mine", "broken"));
        listed.Text("reason").ShouldContain(".workflow.json");
    }

    [Fact]
    public async Task The_operators_key_goes_along_and_is_nowhere_else()
    {
        Write("mine.json", Graph);
        var job = await MakeAsync();
        KeySent().ShouldBe(Key);
        await EnsureNowhereElseAsync(Key, job);
    }

    [Fact]
    public async Task A_users_key_goes_before_the_operators_to_nodes_that_ask_for_one_and_is_nowhere_else()
    {
        const string Own = "comfyui-of-a-user-0123456789";
        _server.Descriptions["PartnerNode"] =
            """{"input":{"required":{},"hidden":{"api_key_comfy_org":"API_KEY_COMFY_ORG"}},"output":["IMAGE"],"output_node":false}""";
        Write("mine.json", Graph);
        Write("partner.json", Graph.Replace("KSampler", "PartnerNode", StringComparison.Ordinal));
        (await StateAsync()).GetProperty("is_set").GetBoolean().ShouldBeFalse();
        foreach (var wrong in (string[])["", "two words", new('x', 501)])
        {
            using var refused = await _service.Client.PutAsJsonAsync("/auth/comfy-key", new { key = wrong });
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        using (var saved = await _service.Client.PutAsJsonAsync("/auth/comfy-key", new { key = Own }))
        {
            saved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        // Another process reads it, with PostgreSQL also one that has other files.
        using var others = new TempFolder(onRealServers: false);
        await _service.DisposeAsync();
        _service = await StartAsync(RealStack.IsChosen ? [$"--DataDirectory={others.Path}"] : []);
        var job = await MakeAsync("partner");
        KeySent().ShouldBe(Own);
        await EnsureNowhereElseAsync(Own, job);
        (await StateAsync()).GetProperty("is_set").GetBoolean().ShouldBeTrue();
        await MakeAsync();
        KeySent().ShouldBe(Key, "no node of this graph asks for one");

        using var deleted = await _service.Client.DeleteAsync("/auth/comfy-key");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await MakeAsync("partner");
        KeySent().ShouldBe(Key);
    }

    private static JsonElement ExtraOf(string body) => JsonElement.Parse(body).GetProperty("extra_data");

    private Task<Service> StartAsync(params string[] settings) => Service.StartAsync(folder: _data, settings:
    [
        $"--ComfyUi:Servers:0:Url={_server.Address}", $"--ComfyUi:Servers:0:ComfyOrgApiKey={Key}", $"--Workflows:Path={_workflows.Path}",
        .. settings,
    ]);

    private string? KeySent() => ExtraOf(_server.Prompts.Last()).Text("api_key_comfy_org");

    private Task<JsonElement> StateAsync() => _service.GetAsync("/auth/comfy-key");

    private async Task EnsureNowhereElseAsync(string key, JsonElement job)
    {
        JsonElement.Parse(_server.Prompts.Last()).GetProperty("prompt").GetRawText().ShouldNotContain(key);
        foreach (var path in (string[])
            [$"/image/jobs/{job.Text("id")}", "/image/jobs", "/backends", "/workflows/mine", "/workflows", "/auth/user", "/auth/comfy-key"])
        {
            (await _service.Client.GetStringAsync(path)).ShouldNotContain(key);
        }

        var files = Directory.GetFiles(_data.Path, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            (await reader.ReadToEndAsync()).ShouldNotContain(key, Case.Sensitive, file);
        }
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_workflows.Path, file), text);

    private async Task<JsonElement> MakeAsync(string workflow = "mine")
    {
        var job = await _service.Client.SubmitAsync(new { workflow_name = workflow, parameters = new { prompt = "a cat" } });
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));
        ended.Text("status").ShouldBe("succeeded");
        return ended;
    }
}
