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
