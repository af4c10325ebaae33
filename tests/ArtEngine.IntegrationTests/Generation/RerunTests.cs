using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Jobs are made again of what they were made of.</summary>
public sealed class RerunTests : IAsyncLifetime, IDisposable
{
    private const string Graph = """
        {"3":{"class_type":"KSampler","inputs":{"seed":"{{seed}}","steps":"{{steps}}","cfg":7.50,"text":"{{prompt}}"}},
         "7":{"class_type":"SaveImage","inputs":{"images":["3",0],"filename_prefix":"{{user_id}}/{{job_id}}"}}}
        """;

    private const string Parameters = """
        {"parameters":{"seed":{"type":"integer","minimum":0,"randomize":true},
         "steps":{"type":"integer","default":20},"prompt":{"type":"string"}}}
        """;

    private readonly TempFolder _workflows = new(onRealServers: false);
    private StubComfyUi _server = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        Write(Graph);
        _server = await StubComfyUi.StartAsync();
        _service = await Service.StartAsync(
            settings: [$"--ComfyUi:Servers:0:Url={_server.Address}", $"--Workflows:Path={_workflows.Path}"]);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _workflows.Dispose();

    [Fact]
    public async Task The_same_graph_arrives_seed_included_after_the_file_changed_and_after_it_went()
    {
        var first = await MakeAsync();
        Write(Graph.Replace("7.50", "1.25", StringComparison.Ordinal));
        var again = await RerunAsync(first.Text("id"));
        again.Text("id").ShouldNotBe(first.Text("id"));
        again.GetProperty("parameters").GetRawText().ShouldBe(first.GetProperty("parameters").GetRawText());
        again.Text("workflow_version").ShouldBe(first.Text("workflow_version"));
        var sent = _server.Prompts.Select(GraphOf).ToList();
        sent[1].ShouldBe(sent[0].Replace(first.Text("id"), again.Text("id"), StringComparison.Ordinal));
        sent[0].ShouldContain("7.50");

        File.Delete(Path.Combine(_workflows.Path, "mine.json"));
        var changed = await RerunAsync(again.Text("id"), new { parameters = new { prompt = "a \"dog\"", steps = 3 }, priority = 4 });
        GraphOf(_server.Prompts.Last()).ShouldBe(sent[1].Replace(again.Text("id"), changed.Text("id"), StringComparison.Ordinal)
            .Replace("\"a cat\"", "\"a \\u0022dog\\u0022\"", StringComparison.Ordinal).Replace(":20,", ":3,", StringComparison.Ordinal));
        changed.GetProperty("priority").GetInt32().ShouldBe(4);
        changed.GetProperty("metadata").Text("from").ShouldBe("the test");
    }

    [Fact]
    public async Task A_repeated_request_answers_the_same_job_and_another_one_is_refused()
    {
        var first = await MakeAsync();
        var path = $"/image/jobs/{first.Text("id")}/rerun";
        var ids = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await SendAsync(path, new { parameters = new { steps = 2 } }, "once");
            answer.IsSuccessStatusCode.ShouldBeTrue();
            ids.Add((await answer.JsonAsync()).Text("id"));
        }

        ids.Count.ShouldBe(1);
        using var other = await SendAsync(path, new { parameters = new { steps = 3 } }, "once");
        (other.StatusCode, (await other.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "idempotency_key_reuse"));
        await _service.Client.WaitForEndAsync(ids.Single());
        _server.Prompts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task It_is_the_owners_and_refuses_what_generate_refuses()
    {
        var first = await MakeAsync();
        var path = $"/image/jobs/{first.Text("id")}/rerun";
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        using var foreign = await stranger.PostAsync(path, null);
        (foreign.StatusCode, (await foreign.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.NotFound, "unknown_job"));
        using var nobody = await _service.ClientOf(null).PostAsync(path, null);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var wrong = await SendAsync(path, new { parameters = new { steps = "x", other = 1 } });
        (wrong.StatusCode, (await wrong.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_parameters"));
        using var member = await SendAsync(path, new { workflow_name = "mine" });
        member.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _server.Prompts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Null_and_minus_one_draw_a_seed_anew()
    {
        var first = await MakeAsync();
        foreach (var asked in (object?[])[null, -1])
        {
            var again = await RerunAsync(first.Text("id"), new { parameters = new { seed = asked } });
            SeedOf(again).ShouldNotBe(SeedOf(first));
            SeedOf(again).ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    private static long SeedOf(JsonElement job) => job.GetProperty("parameters").GetProperty("seed").GetInt64();

    private static string GraphOf(string body) => JsonElement.Parse(body).GetProperty("prompt").GetRawText();

    private void Write(string graph)
    {
        File.WriteAllText(Path.Combine(_workflows.Path, "mine.json"), graph);
        File.WriteAllText(Path.Combine(_workflows.Path, "mine.params.json"), Parameters);
    }

    private async Task<JsonElement> MakeAsync()
    {
        var job = await _service.Client.SubmitAsync(
            new { workflow_name = "mine", parameters = new { prompt = "a cat" }, metadata = new { from = "the test" } });
        return await _service.Client.WaitForEndAsync(job.Text("id"));
    }

    private async Task<JsonElement> RerunAsync(string jobId, object? body = null)
    {
        using var answer = await SendAsync($"/image/jobs/{jobId}/rerun", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return await _service.Client.WaitForEndAsync((await answer.JsonAsync()).Text("id"));
    }

    private Task<HttpResponseMessage> SendAsync(string path, object? body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return _service.Client.SendAsync(request);
    }
}
