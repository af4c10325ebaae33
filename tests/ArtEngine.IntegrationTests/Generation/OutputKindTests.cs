using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Whatever the marked node made comes back, saved or not, and a render that made nothing says so.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OutputKindTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _workflows = new(onRealServers: false);
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync(settings: [$"--Workflows:Path={_workflows.Path}"]);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _workflows.Dispose();

    [Fact]
    public async Task A_preview_beside_a_text_is_kept()
    {
        var job = await RunAsync(
            """ "9":{"class_type":"PreviewImage","inputs":{"images":["1",0]},"_meta":{"title":"Result {{output_node_id}}"}},"31":{"class_type":"PreviewAny","inputs":{"source":"a text"}} """);
        Outputs(job).ShouldBe([("9", "image/png"), ("31", "text/plain")]);
        using var text = await _service.Client.GetAsync(job.GetProperty("outputs")[1].Text("url"));
        text.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        text.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("sandbox;");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Pictures_that_are_only_sent_are_collected(int count)
    {
        var job = await RunAsync(
            """ "9":{"class_type":"SaveImageWebsocket","inputs":{"images":["1",0]},"_meta":{"title":"Out {{output_node_id}}"}} """, batch: count);
        (job.Text("status"), job.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", 1), job.ToString());
        Outputs(job).ShouldBe(Enumerable.Repeat(("9", "image/png"), count));
        foreach (var output in job.GetProperty("outputs").EnumerateArray())
        {
            output.GetProperty("width").GetInt32().ShouldBe(64);
            (await _service.Client.GetByteArrayAsync(output.Text("url")))[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
        }
    }

    [Fact]
    public async Task A_render_that_was_held_back_fails_with_the_reason()
    {
        var job = await RunAsync(
            """ "8":{"class_type":"ArtBlock","inputs":{"image":["1",0],"message":"no face was found"}},"9":{"class_type":"SaveImage","inputs":{"images":["8",0],"filename_prefix":"x"}} """);
        Error(job).ShouldBe(("failed", "no_output", "9"));
        job.GetProperty("error").Text("message").ShouldContain("no face was found");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("mixed")]
    public async Task A_node_that_tells_nothing_made_nothing(string kind)
    {
        var job = await RunAsync(
            $$$$""" "9":{"class_type":"ArtUi","inputs":{"kind":"{{{{kind}}}}","nonce":1},"_meta":{"title":"{{output_node_id}}"}} """);
        Error(job).ShouldBe(("failed", "no_output", "9"));
    }

    [Fact]
    public async Task A_file_that_lies_beside_them_is_kept_and_numbers_are_texts()
    {
        var job = await RunAsync(
            """ "9":{"class_type":"ArtUi","inputs":{"kind":"nan","nonce":1}},"10":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"y"}} """);
        Outputs(job)[0].ShouldBe(("10", "image/png"));
    }

    private static List<(string Node, string Type)> Outputs(JsonElement job) =>
        [.. job.GetProperty("outputs").EnumerateArray().Select(output => (output.Text("node_id"), output.Text("content_type").Split(';')[0]))];

    private static (string Status, string Code, string Node) Error(JsonElement job) =>
        (job.Text("status"), job.GetProperty("error").Text("code"), job.GetProperty("error").Text("node_id"));

    private async Task<JsonElement> RunAsync(string nodes, int batch = 1)
    {
        var inputs = new JsonObject { ["width"] = 64, ["height"] = 64, ["batch_size"] = batch, ["color"] = Random.Shared.Next(1, 1 << 24) };
        var first = new JsonObject { ["class_type"] = "EmptyImage", ["inputs"] = inputs };
        var graph = $"{{\"1\":{first.ToJsonString()},{nodes}}}";
        await File.WriteAllTextAsync(Path.Combine(_workflows.Path, "kind.json"), graph);
        var job = await _service.Client.SubmitAsync(new { workflow_name = "kind" });
        return await _service.Client.WaitForEndAsync(job.Text("id"));
    }
}
