using System.Net;
using ArtEngine.IntegrationTests.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>The Model Context Protocol, by the official client.</summary>
public sealed class McpTests(DialectService dialects) : IClassFixture<DialectService>
{
    private static readonly Dictionary<string, object?> Small =
        new() { ["prompt"] = "a lighthouse", ["steps"] = 40, ["width"] = 64, ["height"] = 64 };

    private readonly Service _service = dialects.Service;

    [Fact]
    public async Task An_assistant_lists_workflows_generates_with_progress_and_sees_the_picture()
    {
        await using var client = await ConnectAsync(_service.Token());
        (await client.ListToolsAsync()).Select(tool => tool.Name).ShouldBe(
            ["list_workflows", "generate", "job_status", "get_image", "cancel"], ignoreOrder: true);
        var workflows = await CallAsync(client, "list_workflows");
        workflows.GetProperty("workflows").EnumerateArray().Select(one => one.Text("workflow")).ShouldContain("txt2img");

        var told = new List<float>();
        var result = await client.CallToolAsync(
            "generate", new Dictionary<string, object?> { ["workflow"] = "txt2img", ["parameters"] = Small }, new Told(told));
        var job = result.StructuredContent!.Value;
        (job.Text("status"), job.Text("workflow")).ShouldBe(("succeeded", "txt2img"));
        told.ShouldNotBeEmpty();
        told.ShouldBe(told.Order());

        var output = job.GetProperty("outputs")[0];
        using var stranger = _service.ClientOf(token: null);
        (await stranger.GetAsync(output.Text("url"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var image = await client.CallToolAsync(
            "get_image", new Dictionary<string, object?> { ["output_id"] = output.Text("output_id"), ["max_pixels"] = 64 });
        var block = image.Content.ShouldHaveSingleItem().ShouldBeOfType<ImageContentBlock>();
        (block.MimeType, block.DecodedData.Length > 100).ShouldBe(("image/webp", true));
    }

    [Fact]
    public async Task An_assistant_cancels_and_is_told_what_was_wrong()
    {
        await using var client = await ConnectAsync(_service.Token());
        var slow = new Dictionary<string, object?>(Small) { ["steps"] = 150 };
        var job = await CallAsync(client, "generate", ("workflow", "txt2img"), ("parameters", slow), ("wait", false));
        var canceled = await CallAsync(client, "cancel", ("job_id", job.Text("job_id")));
        canceled.Text("status").ShouldBeOneOf("canceling", "canceled");
        (await RefusalAsync(client, "generate", ("workflow", "txt2img"))).ShouldStartWith("invalid_parameters: ");
        (await RefusalAsync(client, "generate", ("workflow", "none"))).ShouldStartWith("unknown_workflow: ");
        (await RefusalAsync(client, "generate", ("workflow", 7))).ShouldStartWith("invalid_request: ");
        (await RefusalAsync(client, "job_status")).ShouldStartWith("invalid_request: ");
    }

    [Fact]
    public async Task Jobs_and_pictures_of_somebody_else_are_not_there()
    {
        var job = await _service.Client.SubmitAsync();
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));
        await using var other = await ConnectAsync(_service.Token("stranger"));
        (await RefusalAsync(other, "job_status", ("job_id", job.Text("id")))).ShouldStartWith("unknown_job: ");
        (await RefusalAsync(other, "cancel", ("job_id", job.Text("id")))).ShouldStartWith("unknown_job: ");
        var output = ended.GetProperty("outputs")[0].Text("id");
        (await RefusalAsync(other, "get_image", ("output_id", output))).ShouldStartWith("unknown_output: ");
    }

    [Theory, InlineData(null), InlineData("nonsense")]
    public async Task Nobody_is_let_in_without_a_token(string? token)
    {
        var refused = await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(token));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<McpClient> ConnectAsync(string? token) => await McpClient.CreateAsync(new HttpClientTransport(new()
    {
        Endpoint = new(_service.Address, "/mcp"),
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = token is null ? new Dictionary<string, string>() : new() { ["Authorization"] = $"Bearer {token}" },
    }));

    private static async Task<System.Text.Json.JsonElement> CallAsync(
        McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value));
        (result.IsError ?? false).ShouldBeFalse(string.Join('\n', result.Content.Select(block => block.ToString())));
        return result.StructuredContent!.Value;
    }

    private static async Task<string> RefusalAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value));
        result.IsError.ShouldBe(true);
        return result.Content.OfType<TextContentBlock>().Single().Text;
    }

    private sealed class Told(List<float> values) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value)
        {
            lock (values)
            {
                values.Add(value.Progress);
            }
        }
    }
}
