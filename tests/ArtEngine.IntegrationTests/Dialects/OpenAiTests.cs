using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>OpenAI's images API, by OpenAI's own client and by hand.</summary>
[Collection(DialectCollection.Name)]
public sealed class OpenAiTests(DialectClients clients, DialectService dialects) : IClassFixture<DialectService>
{
    private readonly Service _service = dialects.Service;

    [Answers.NodeFact]
    public async Task The_openai_package_makes_edits_varies_and_streams_pictures()
    {
        var (exitCode, output) = await clients.RunAsync(
            "node", ["openai.js"], ("API", _service.Address.ToString()), ("TOKEN", _service.Token()),
            ("PICTURE", Convert.ToBase64String(Pictures.Png(64, 64))), ("MASK", Convert.ToBase64String(Pictures.Png(64, 64, grey: 0))));
        exitCode.ShouldBe(0, output);
        var told = JsonElement.Parse(output[output.IndexOf('{')..]);

        told.GetProperty("models").EnumerateArray().Select(model => model.GetString())
            .ShouldBe(["flux-txt2img", "img2img", "repaint", "txt2img"]);
        told.Text("model").ShouldBe("txt2img");
        told.GetProperty("base64").GetRawText().ShouldBe("""{"count":1,"type":"PNG","created":"number"}""");
        told.GetProperty("three").GetRawText().ShouldBe("""{"count":3,"different":3}""");
        told.GetProperty("url").GetRawText().ShouldBe("""{"status":200,"type":"image/png"}""");
        told.Text("webp").ShouldBe("WEBP");
        told.GetProperty("edited").GetRawText().ShouldBe("""{"count":1,"type":"PNG"}""");
        told.GetProperty("varied").GetInt32().ShouldBe(2);

        var events = told.GetProperty("events").EnumerateArray().ToList();
        events.Count.ShouldBeInRange(2, 3);
        events[..^1].Select((one, index) => (one.Text("type"), one.GetProperty("index").GetInt32(), index)).ShouldAllBe(
            one => one.Item1 == "image_generation.partial_image" && one.Item2 == one.index);
        events[^1].Text("type").ShouldBe("image_generation.completed");
        events.ShouldAllBe(one => one.GetProperty("bytes").GetInt32() > 100);
        told.GetProperty("editEvents").GetRawText().ShouldBe("""["image_edit.completed"]""");
        Refusals(told).ShouldBe(
        [
            "key: AuthenticationError 401 invalid_request_error unauthorized",
            "model: NotFoundError 404 invalid_request_error unknown_workflow",
            "prompt: BadRequestError 400 invalid_request_error prompt invalid_parameters",
            "parameter: BadRequestError 400 invalid_request_error stepps invalid_parameters",
            "size: BadRequestError 400 invalid_request_error size invalid_request",
            "mask: BadRequestError 400 invalid_request_error mask invalid_request",
            "path: NotFoundError 404 invalid_request_error not_found",
            "failed: InternalServerError 502 server_error node_error",
        ]);
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_gets_the_same_pictures()
    {
        var request = new { model = "txt2img", prompt = "a lighthouse", size = "64x64", steps = 2, n = 2 };
        using var client = _service.ClientOf(_service.Token("repeats"));
        client.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var first = await PostAsync(client, request);
        var again = await PostAsync(client, request);
        JsonElement.DeepEquals(first.GetProperty("data"), again.GetProperty("data")).ShouldBeTrue();
        (await client.GetFromJsonAsync<JsonElement>("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Who_leaves_wants_no_picture_any_more()
    {
        using var client = _service.ClientOf(_service.Token("leaves"));
        using var left = new CancellationTokenSource();
        var asking = client.PostAsJsonAsync(
            "/v1/images/generations", new { model = "txt2img", prompt = "x", steps = 150, width = 64, height = 64, n = 10 }, left.Token);
        await UntilAsync(async () => (await JobsAsync(client)).Count == 10);
        await left.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        await UntilAsync(async () => (await JobsAsync(client)).All(HasEnded));
        (await JobsAsync(client)).ShouldContain(job => job.Text("status") == "canceled");
    }

    [Fact]
    public async Task A_picture_of_somebody_else_is_not_there()
    {
        using var other = _service.ClientOf(_service.Token("owner"));
        var upload = await other.UploadAsync(Pictures.Png(8, 8));
        using var answer = await _service.Client.PostAsJsonAsync(
            "/v1/images/generations", new { model = "img2img", prompt = "x", image = upload.Text("id") });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync()).GetProperty("error").Text("param").ShouldBe("image");
    }

    [Fact]
    public async Task All_pictures_of_a_request_are_accepted_or_none()
    {
        await using var narrow = await Service.StartAsync(settings: ["--Generation:MaxQueuedPerUser=2", "--ComfyUi:Servers:0:Depth=1"]);
        using var answer = await narrow.Client.PostAsJsonAsync(
            "/v1/images/generations", new { model = "txt2img", prompt = "x", steps = 150, width = 64, height = 64, n = 10 });
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.JsonAsync()).GetProperty("error").Text("type").ShouldBe("rate_limit_error");
        await UntilAsync(async () => (await JobsAsync(narrow.Client)).All(HasEnded));
    }

    private static bool HasEnded(JsonElement job) => job.GetProperty("completed_at").ValueKind != JsonValueKind.Null;

    private static async Task<IReadOnlyList<JsonElement>> JobsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/image/jobs")).GetProperty("jobs").EnumerateArray()];

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, object request)
    {
        using var answer = await client.PostAsJsonAsync("/v1/images/generations", request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static IEnumerable<string> Refusals(JsonElement told) => told.GetProperty("refusals").EnumerateObject().Select(one =>
        $"{one.Name}: " + string.Join(' ', new[] { "name", "status", "type", "param", "code" }
            .Select(name => one.Value.TryGetProperty(name, out var value) ? value.ToString() : "").Where(text => text.Length > 0)));
}
