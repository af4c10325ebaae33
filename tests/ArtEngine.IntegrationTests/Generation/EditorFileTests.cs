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
        _service = await Service.StartAsync(folder: _data, settings:
        [
            $"--ComfyUi:Servers:0:Url={_server.Address}", $"--ComfyUi:Servers:0:ComfyOrgApiKey={Key}", $"--Workflows:Path={_workflows.Path}",
        ]);
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
        ExtraOf(_server.Prompts.Last()).Text("api_key_comfy_org").ShouldBe(Key);
        JsonElement.Parse(_server.Prompts.Last()).GetProperty("prompt").GetRawText().ShouldNotContain(Key);
        foreach (var path in (string[])[$"/image/jobs/{job.Text("id")}", "/image/jobs", "/backends", "/workflows/mine", "/workflows"])
        {
            (await _service.Client.GetStringAsync(path)).ShouldNotContain(Key);
        }

        var files = Directory.GetFiles(_data.Path, "*", SearchOption.AllDirectories);
        foreach (var file in files.Where(file => Path.GetFileName(file) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            (await reader.ReadToEndAsync()).ShouldNotContain(Key, Case.Sensitive, file);
        }
    }

    private static JsonElement ExtraOf(string body) => JsonElement.Parse(body).GetProperty("extra_data");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_workflows.Path, file), text);

    private async Task<JsonElement> MakeAsync()
    {
        var job = await _service.Client.SubmitAsync(new { workflow_name = "mine", parameters = new { prompt = "a cat" } });
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));
        ended.Text("status").ShouldBe("succeeded");
        return ended;
    }
}
