using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>ComfyUI's own protocol, by clients that know ComfyUI only.</summary>
[Collection(DialectCollection.Name)]
public sealed class ComfyUiTests(DialectClients clients, DialectService dialects) : IClassFixture<DialectService>
{
    private readonly Service _service = dialects.Service;

    [Answers.NodeFact]
    public async Task Comfy_ui_client_uploads_runs_fetches_and_interrupts()
    {
        var told = await RunAsync("comfy-ui-client");
        (told.Text("type"), told.Text("mime"), told.Text("uploaded"), told.Text("steps"), told.Text("os"))
            .ShouldBe(("output", "image/png", "input", "INT", "art-engine"));
        told.GetProperty("bytes").GetInt32().ShouldBeGreaterThan(100);
        var job = await _service.Client.GetFromJsonAsync<JsonElement>($"/image/jobs/{told.Text("queued")}");
        job.Text("workflow_name").ShouldBe("raw:graph");
        using var canceled = await _service.Client.PostAsync(new Uri($"/image/jobs/{told.Text("queued")}/cancel", UriKind.Relative), null);
    }

    [Answers.NodeFact]
    public async Task Stable_canvas_hears_progress_and_previews()
    {
        var told = await RunAsync("@stable-canvas/comfyui-client");
        (told.GetProperty("images").GetInt32(), told.GetProperty("history").GetBoolean()).ShouldBe((1, true));
        told.GetProperty("seen").GetProperty("progress").GetInt32().ShouldBePositive();
        told.GetProperty("seen").GetProperty("previews").GetInt32().ShouldBePositive();
    }

    [Answers.NodeFact]
    public async Task Saintno_uploads_runs_fetches_and_is_told_of_refusals()
    {
        var told = await RunAsync("@saintno/comfyui-sdk");
        told.GetProperty("images").GetInt32().ShouldBe(1);
        told.GetProperty("bytes").GetInt32().ShouldBeGreaterThan(100);
        told.GetProperty("seen").GetProperty("progress").GetInt32().ShouldBePositive();
        told.Text("refused").ShouldBe("EnqueueFailedError");
    }

    [Fact]
    public async Task One_user_never_sees_anothers()
    {
        using var owner = _service.ClientOf(_service.Token("owner"));
        using var other = _service.ClientOf(_service.Token("other"));
        var upload = await owner.UploadAsync(Pictures.Png(8, 8, grey: 9));
        var graph = JsonElement.Parse(
            $$"""
            {
              "1": { "class_type": "LoadImage", "inputs": { "image": "{{upload.Text("id")}}.png" } },
              "2": { "class_type": "SaveImage", "inputs": { "images": ["1", 0], "filename_prefix": "x" } }
            }
            """);
        using var refused = await other.PostAsJsonAsync("/comfy/prompt", new { prompt = graph });
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.JsonAsync()).GetProperty("error").Text("type").ShouldBe("invalid_parameters");

        var request = new { prompt = graph, client_id = "mine", extra_data = new { a = 1 } };
        using var accepted = await owner.PostAsJsonAsync("/comfy/prompt", request);
        var id = (await accepted.JsonAsync()).Text("prompt_id");
        await owner.WaitForEndAsync(id);
        var history = await owner.GetFromJsonAsync<JsonElement>($"/comfy/api/history/{id}");
        var file = history.GetProperty(id).GetProperty("outputs").GetProperty("2").GetProperty("images")[0];
        var view = $"/comfy/view?filename={file.Text("filename")}&subfolder=&type=output";
        (await other.GetFromJsonAsync<JsonElement>($"/comfy/history/{id}")).GetRawText().ShouldBe("{}");
        (await other.GetFromJsonAsync<JsonElement>("/comfy/history")).GetRawText().ShouldBe("{}");
        (await other.GetAsync(new Uri(view, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync(new Uri($"/comfy/view?filename={upload.Text("id")}.png&type=input", UriKind.Relative))).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await owner.GetAsync(new Uri(view, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stranger = _service.ClientOf(token: null);
        foreach (var path in new[] { "/comfy/queue", "/comfy/key/ae_nonsense/queue" })
        {
            (await stranger.GetAsync(new Uri(path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Jobs_are_listed_shown_and_canceled_as_newer_clients_ask()
    {
        using var owner = _service.ClientOf(_service.Token("lister"));
        using var other = _service.ClientOf(_service.Token("other-lister"));
        async Task<string> SubmitAsync(int seconds)
        {
            var graph = JsonElement.Parse(
                $$"""
                {
                  "1": { "class_type": "EmptyImage", "inputs": { "width": 16, "height": 16, "batch_size": 1, "color": {{seconds}} } },
                  "2": { "class_type": "ArtSleep", "inputs": { "image": ["1", 0], "seconds": {{seconds}}, "steps": 4, "preview": "none", "nonce": 7 } },
                  "3": { "class_type": "SaveImage", "inputs": { "images": ["2", 0], "filename_prefix": "x" } }
                }
                """);
            using var accepted = await owner.PostAsJsonAsync("/comfy/prompt", new { prompt = graph, client_id = "mine" });
            return (await accepted.JsonAsync()).Text("prompt_id");
        }

        async Task<bool> CancelAsync(HttpClient client, string path, object? body = null)
        {
            using var answer = await client.PostAsJsonAsync($"/comfy/api/jobs/{path}", body);
            return (await answer.JsonAsync()).GetProperty("cancelled").GetBoolean();
        }

        var (done, slow) = (await SubmitAsync(0), await SubmitAsync(60));
        await owner.WaitForEndAsync(done);
        var job = await owner.GetFromJsonAsync<JsonElement>($"/comfy/api/jobs/{done}");
        (job.Text("status"), job.GetProperty("outputs_count").GetInt32(), job.GetProperty("preview_output").Text("nodeId"))
            .ShouldBe(("completed", 1, "3"));
        job.GetProperty("outputs").GetProperty("3").GetProperty("images").GetArrayLength().ShouldBe(1);
        job.GetProperty("workflow").GetProperty("prompt").GetProperty("3").Text("class_type").ShouldBe("SaveImage");
        var page = await owner.GetFromJsonAsync<JsonElement>("/comfy/api/jobs?status=completed,pending,in_progress&limit=1&sort_order=asc");
        page.GetProperty("jobs")[0].Text("id").ShouldBe(done);
        page.GetProperty("pagination").GetRawText().ShouldBe("""{"offset":0,"limit":1,"total":2,"has_more":true}""");

        (await CancelAsync(other, $"{slow}/cancel")).ShouldBeFalse();
        (await CancelAsync(other, "cancel", new { job_ids = new[] { slow } })).ShouldBeFalse();
        (await CancelAsync(owner, "cancel", new { job_ids = new[] { slow, done } })).ShouldBeTrue();
        await owner.WaitForEndAsync(slow);
        (await CancelAsync(owner, $"{slow}/cancel")).ShouldBeFalse();
        (await owner.GetFromJsonAsync<JsonElement>($"/comfy/api/jobs/{slow}")).Text("status").ShouldBe("cancelled");
        (await other.GetFromJsonAsync<JsonElement>("/comfy/api/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
        using var unknown = await other.GetAsync(new Uri($"/comfy/api/jobs/{done}", UriKind.Relative));
        (unknown.StatusCode, (await unknown.JsonAsync()).Text("error")).ShouldBe((HttpStatusCode.NotFound, "Job not found"));
        using var wrong = await owner.GetAsync(new Uri("/comfy/api/jobs?status=bogus", UriKind.Relative));
        (wrong.StatusCode, (await wrong.JsonAsync()).Text("error")).ShouldBe((
            HttpStatusCode.BadRequest,
            "Invalid status value(s): bogus. Valid values: pending, in_progress, completed, failed, cancelled"));
    }

    [Fact]
    public async Task A_prompt_is_in_the_queue_until_it_is_in_the_history()
    {
        using var owner = _service.ClientOf(_service.Token("watcher"));
        var open = new List<string>();
        for (var number = 0; number < 40; number++)
        {
            var graph = JsonElement.Parse($$"""
                {
                  "1": { "class_type": "EmptyImage", "inputs": { "width": 16, "height": 16, "batch_size": 1, "color": {{number}} } },
                  "2": { "class_type": "SaveImage", "inputs": { "images": ["1", 0], "filename_prefix": "x" } }
                }
                """);
            using var accepted = await owner.PostAsJsonAsync("/comfy/prompt", new { prompt = graph });
            open.Add((await accepted.JsonAsync()).Text("prompt_id"));
        }

        while (open.Count > 0)
        {
            var queue = await owner.GetFromJsonAsync<JsonElement>("/comfy/queue");
            var items = queue.EnumerateObject().SelectMany(part => part.Value.EnumerateArray());
            var there = items.Select(item => item[1].GetString()!).ToList();
            there.ShouldBeUnique();
            foreach (var id in open.Except(there).ToList())
            {
                var history = await owner.GetFromJsonAsync<JsonElement>($"/comfy/history/{id}");
                history.TryGetProperty(id, out _).ShouldBeTrue("it is in neither");
                open.Remove(id);
            }
        }
    }

    [Theory]
    [InlineData("interrupt", "[]")]
    [InlineData("interrupt", """{"prompt_id":7}""")]
    [InlineData("interrupt", "nonsense")]
    [InlineData("prompt", """{"prompt":{"1":{"class_type":"\ud800","inputs":{"a":"\ud800"}}}}""")]
    [InlineData("prompt", """{"prompt":{"1":{},"1":{}}}""")]
    [InlineData("queue", """{"delete":[7]}""")]
    [InlineData("api/jobs/cancel", """{"job_ids":["x"]}""")]
    public async Task What_is_not_as_ComfyUI_takes_it_is_the_callers_fault(string path, string body)
    {
        using var answer = await _service.Client.PostAsync(new Uri($"/comfy/{path}", UriKind.Relative), new StringContent(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task All_node_classes_are_told_at_once_and_one_by_one_alike()
    {
        var all = await _service.GetAsync("/comfy/object_info");
        all.EnumerateObject().Count().ShouldBeGreaterThan(20);
        var sampler = await _service.GetAsync("/comfy/object_info/KSampler");
        all.GetProperty("KSampler").GetRawText().ShouldBe(sampler.GetProperty("KSampler").GetRawText());
        all.GetProperty("LoadImage").GetProperty("input").GetProperty("required").GetProperty("image")[0].GetArrayLength()
            .ShouldBe(0, "the files at a server are everybody's");
    }

    private async Task<JsonElement> RunAsync(string client)
    {
        using var made = await _service.Client.PostAsJsonAsync("/auth/api-keys", new { name = client });
        var (exitCode, output) = await clients.RunAsync(
            "node", ["comfyui.js", client],
            ("API", _service.Address.ToString()), ("TOKEN", _service.Token()), ("KEY", (await made.JsonAsync()).Text("key")),
            ("PICTURE", Convert.ToBase64String(Pictures.Png(64, 64, grey: 55))), ("CHECKPOINT", "v1-5-pruned-emaonly-fp16.safetensors"));
        exitCode.ShouldBe(0, output);
        return JsonElement.Parse(output[(output.IndexOf("RESULT ", StringComparison.Ordinal) + 7)..].Trim());
    }
}
