using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Dialects;

/// <summary>Comfy API v2, by the official SDK and by hand.</summary>
[Collection(DialectCollection.Name)]
public sealed class ComfyApiTests(DialectClients clients, DialectService dialects) : IClassFixture<DialectService>
{
    private const string SlowGraph = """
        {
          "1": { "inputs": { "width": 16, "height": 16, "batch_size": 1, "color": 0 }, "class_type": "EmptyImage" },
          "2": { "inputs": { "image": ["1", 0], "seconds": 4, "steps": 4, "preview": "none", "nonce": 1 }, "class_type": "ArtSleep" },
          "3": { "inputs": { "filename_prefix": "x", "images": ["2", 0] }, "class_type": "SaveImage" }
        }
        """;

    private readonly Service _service = dialects.Service;

    [Answers.NodeFact]
    public async Task The_official_sdk_uploads_submits_follows_fetches_cancels_and_understands_refusals()
    {
        var told = await RunAsync(_service, "main");
        told.GetProperty("faults").GetRawText().ShouldBe("[]");
        told.GetProperty("created").GetRawText().ShouldBe("[true,false,true]");
        told.GetProperty("status").GetRawText().ShouldBe("""["queued","running","succeeded"]""");
        foreach (var kind in new[] { "progress", "preview", "outputReady" })
        {
            told.GetProperty("events").TryGetProperty(kind, out var count).ShouldBeTrue($"{kind}: {told.GetProperty("events")}");
            count.GetInt32().ShouldBePositive(kind);
        }

        told.GetProperty("output").GetRawText().ShouldBe("""{"type":"image","size":true,"part":8,"link":200,"node":"7"}""");
        (told.Text("next"), told.Text("workflow"), told.Text("canceled"), told.Text("deleted"))
            .ShouldBe(("succeeded", "api", "canceled", "not refused"));
        told.GetProperty("refusals").EnumerateObject().Select(one => $"{one.Name}: {one.Value}").ShouldBe(
        [
            "unknownClass: InvalidWorkflow invalid_workflow 422",
            "unknownAsset: MissingAsset missing_asset 422",
            "fileName: MissingAsset missing_asset 422",
            "noGraph: InvalidWorkflow invalid_workflow 422",
            "editor: WorkflowFormatUi workflow_format_ui 422",
            "key: IdempotencyKeyReuse idempotency_key_reuse 422",
            "job: NotFound not_found 404",
            "asset: NotFound not_found 404",
            "hash: HashMismatch hash_mismatch 409",
            "output: NotFound not_found 404",
            "used: ComfyError asset_in_use 409",
            "content: NotFound not_found 404",
            "token: Unauthorized unauthorized 401",
            "noPicture: ComfyError not_a_picture 422",
        ]);
    }

    [Answers.NodeFact]
    public async Task The_official_sdk_is_told_why_a_job_failed()
    {
        var graph = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Dialects", "Workflows", "failing.json"));
        (await RunAsync(_service, "failing", ("GRAPH", graph))).Text("failed").ShouldBe("JobFailed node_error");
    }

    [Answers.NodeFact]
    public async Task The_official_sdk_runs_workflows_by_their_names()
    {
        var told = await RunAsync(_service, "models");
        (told.Text("status"), told.GetProperty("same").GetBoolean()).ShouldBe(("succeeded", true));
        (told.Text("unknown"), told.Text("wrong")).ShouldBe(("NotFound model_not_found 404", "ComfyError invalid_input 422"));
    }

    [Answers.NodeFact]
    public async Task The_official_sdk_comes_again_after_429()
    {
        await using var narrow = await Service.StartAsync(settings: ["--Generation:MaxQueuedPerUser=1", "--ComfyUi:Servers:0:Depth=1"]);
        var told = await RunAsync(narrow, "busy");
        told.GetProperty("ids").GetInt32().ShouldBe(4);
        told.GetProperty("faults").GetRawText().ShouldBe("[]");
        told.GetProperty("seen").GetProperty("POST /api/v2/jobs 429").GetInt32().ShouldBePositive();
    }

    [Answers.NodeFact]
    public async Task A_killed_service_goes_on_with_what_the_official_sdk_waits_for()
    {
        using var data = new TempFolder();
        await using var first = await ServerProcess.StartSimulatorAsync();
        await using var second = await ServerProcess.StartSimulatorAsync();
        var servers = $"--ComfyUi:Servers={first.Address},{second.Address}";
        var host = await ServerProcess.StartHostAsync(data, null, null, servers);
        var token = (await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"))).Trim();
        var running = clients.RunAsync(
            "node", ["comfy.js", "restart"], ("COMFY_BASE_URL", host.Address.GetLeftPart(UriPartial.Authority)), ("TOKEN", token),
            ("PICTURE", ""), ("CHECKPOINT", ""), ("GRAPH", SlowGraph));
        using (var client = new HttpClient { BaseAddress = host.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } })
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((await client.GetFromJsonAsync<JsonElement>("/image/jobs?status=running", patience.Token)).GetProperty("jobs")
                .GetArrayLength() == 0)
            {
                await Task.Delay(50, patience.Token);
            }
        }

        await host.KillAsync();
        await host.DisposeAsync();
        await using var again = await ServerProcess.StartHostAsync(data, null, host.Address, servers);
        var (exitCode, output) = await running;
        exitCode.ShouldBe(0, output);
        var told = JsonElement.Parse(output[output.IndexOf('{')..(output.LastIndexOf('}') + 1)]);
        (told.Text("status"), told.GetProperty("outputs").GetInt32()).ShouldBe(("succeeded", 1));
    }

    /// <summary>The operations of the contract and what else its clients asked for: served, to whom, and refused with which code.</summary>
    [Theory]
    [InlineData("HEAD", "/assets/by-hash/blake3%3A0000000000000000000000000000000000000000000000000000000000000000", 404, null)]
    [InlineData("POST", "/assets/from-hash", 422, "invalid_request")]
    [InlineData("POST", "/assets", 422, "malformed_upload")]
    [InlineData("GET", "/assets/01a203c7-4936-72c9-b08c-8e894fd17201", 404, "not_found")]
    [InlineData("DELETE", "/assets/01a203c7-4936-72c9-b08c-8e894fd17201", 404, "not_found")]
    [InlineData("GET", "/assets/01a203c7-4936-72c9-b08c-8e894fd17201/content", 404, "not_found")]
    [InlineData("POST", "/jobs", 422, "invalid_workflow")]
    [InlineData("GET", "/jobs/01a203c7-4936-72c9-b08c-8e894fd17201", 404, "not_found")]
    [InlineData("GET", "/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/workflow", 404, "not_found")]
    [InlineData("GET", "/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/events", 404, "not_found")]
    [InlineData("POST", "/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/cancel", 404, "not_found")]
    [InlineData("GET", "/jobs", 200, null)]
    [InlineData("GET", "/jobs?status=nonsense", 422, "invalid_request")]
    [InlineData("PUT", "/jobs", 405, "method_not_allowed")]
    [InlineData("GET", "/workflows", 404, "not_found")]
    public async Task Each_operation_of_the_contract_is_there_for_those_with_a_token(string method, string path, int status, string? code)
    {
        async Task<(int Status, string? Code)> AskAsync(HttpClient client)
        {
            using var request = new HttpRequestMessage(new(method), $"/api/v2{path}");
            request.Content = method == "POST" && path is "/jobs" or "/assets/from-hash" ? JsonContent.Create(new { }) : null;
            if (path == "/assets")
            {
                request.Content = new StringContent("", null, "multipart/form-data");
            }

            using var answer = await client.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            var hasCode = body.Length > 0 && JsonElement.Parse(body).TryGetProperty("error", out _);
            return ((int)answer.StatusCode, hasCode ? JsonElement.Parse(body).GetProperty("error").Text("code") : null);
        }

        (await AskAsync(_service.Client)).ShouldBe((status, code));
        using var stranger = _service.ClientOf(token: null);
        var refused = await AskAsync(stranger);
        refused.ShouldBe(method == "PUT" || path == "/workflows" ? (status, code) : (401, method == "HEAD" ? null : "unauthorized"));
    }

    [Fact]
    public async Task Its_health_is_told_to_everybody_and_asks_no_server()
    {
        using var stranger = _service.ClientOf(token: null);
        (await stranger.GetFromJsonAsync<JsonElement>("/api/v2/health")).Text("status").ShouldBe("ok");
    }

    [Fact]
    public async Task Metadata_and_priority_come_back_and_jobs_are_filtered()
    {
        using var client = _service.ClientOf(_service.Token("lists"));
        var workflow = JsonElement.Parse(SlowGraph.Replace("\"seconds\": 4", "\"seconds\": 0", StringComparison.Ordinal));
        using var answer = await client.PostAsJsonAsync("/api/v2/jobs", new { workflow, metadata = new { album = "coast" }, priority = 3 });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var job = await answer.JsonAsync();
        (job.GetProperty("metadata").Text("album"), job.GetProperty("priority").GetInt32()).ShouldBe(("coast", 3));
        await client.WaitForEndAsync(job.Text("id"));
        async Task<int> CountAsync(string query) =>
            (await client.GetFromJsonAsync<JsonElement>($"/api/v2/jobs?{query}")).GetProperty("jobs").GetArrayLength();
        (await CountAsync("status=succeeded&workflow=raw:graph"), await CountAsync("status=queued")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Outputs_that_a_server_still_had_are_told_apart()
    {
        async Task<bool> IsReusedAsync(int nonce)
        {
            var graph = SlowGraph.Replace("\"seconds\": 4", "\"seconds\": 0", StringComparison.Ordinal)
                .Replace("\"nonce\": 1", $"\"nonce\": {nonce}", StringComparison.Ordinal);
            using var answer = await _service.Client.PostAsJsonAsync("/api/v2/jobs", new { workflow = JsonElement.Parse(graph) });
            var id = (await answer.JsonAsync()).Text("id");
            await _service.Client.WaitForEndAsync(id);
            return (await _service.GetAsync($"/api/v2/jobs/{id}")).GetProperty("outputs_reused").GetBoolean();
        }

        (await IsReusedAsync(41)).ShouldBeFalse();
        // Of two servers, each may be asked for the first time once more.
        (await IsReusedAsync(41) || await IsReusedAsync(41)).ShouldBeTrue();
        // The empty picture before the node that sleeps is there still.
        (await IsReusedAsync(42)).ShouldBeFalse();
    }

    /// <summary>The table of the document is the description's, and the statuses are those that are described.</summary>
    [Fact]
    public async Task The_document_names_each_operation_and_what_it_is_refused_with()
    {
        var api = await _service.GetAsync("/swagger/comfy-api-v2/swagger.json");
        var described = api.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation =>
            (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}",
                Statuses: operation.Value.GetProperty("responses").EnumerateObject().Select(one => one.Name).ToHashSet())))
            .ToDictionary(one => one.Name, one => one.Statuses);
        var rows = (await File.ReadAllLinesAsync(Path.Combine(ServerProcess.Root, "docs", "comfy-api.md")))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 5)
            .SelectMany(cells => cells[1].Split(", `").Select(name => (Name: name.Trim('`'), Told: cells[2] + cells[3])))
            .Where(row => row.Name.Contains(" /", StringComparison.Ordinal)).ToList();
        rows.Select(row => row.Name).ShouldBe(described.Keys.Except(["HEAD /api/v2/assets/{id}/content"]), ignoreOrder: true);
        foreach (var (name, told) in rows)
        {
            System.Text.RegularExpressions.Regex.Matches(told, @"\b[1-5]\d\d\b").Select(status => status.Value)
                .ShouldBeSubsetOf(described[name], name);
        }
    }

    [Fact]
    public async Task Jobs_and_assets_of_somebody_else_are_not_there()
    {
        using var other = _service.ClientOf(_service.Token("stranger"));
        var upload = await _service.Client.UploadAsync(Pictures.Png(8, 8, grey: 3));
        var job = await _service.Client.SubmitAsync();
        var (asset, ofJob) = ($"/api/v2/assets/{upload.Text("id")}", $"/api/v2/jobs/{job.Text("id")}");
        foreach (var path in new[] { asset, $"{asset}/content", ofJob, $"{ofJob}/events", $"{ofJob}/workflow" })
        {
            using var answer = await other.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        var byHash = $"/api/v2/assets/by-hash/{Uri.EscapeDataString(upload.Text("blake3"))}";
        using var theirs = await other.SendAsync(new(HttpMethod.Head, byHash));
        using var own = await _service.Client.SendAsync(new(HttpMethod.Head, byHash));
        (theirs.StatusCode, own.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK));
    }

    [Fact]
    public async Task Addresses_are_whole_and_those_that_callers_know()
    {
        await using var service = await Service.StartAsync(settings: ["--PublicUrl=https://pictures.example.com/art/"]);
        var id = (await service.Client.SubmitAsync()).Text("id");
        await service.Client.WaitForEndAsync(id);
        var job = await service.GetAsync($"/api/v2/jobs/{id}");
        job.GetProperty("outputs")[0].Text("url").ShouldStartWith("https://pictures.example.com/art/image/signed/");
        job.GetProperty("urls").Text("self").ShouldBe($"/api/v2/jobs/{id}");
    }

    [Fact]
    public async Task Graphs_of_callers_can_be_switched_off()
    {
        await using var closed = await Service.StartAsync(settings: ["--Workflows:RawGraphs=false"]);
        using var answer = await closed.Client.PostAsJsonAsync("/api/v2/jobs", new { workflow = JsonElement.Parse(SlowGraph) });
        (answer.StatusCode, (await answer.JsonAsync()).GetProperty("error").Text("code")).ShouldBe((HttpStatusCode.Forbidden, "forbidden"));
    }

    private async Task<JsonElement> RunAsync(Service service, string test, params (string Name, string Value)[] environment)
    {
        var (exitCode, output) = await clients.RunAsync(
            "node", ["comfy.js", test],
            [
                ("COMFY_BASE_URL", service.Address.GetLeftPart(UriPartial.Authority)), ("TOKEN", service.Token()),
                ("PICTURE", Convert.ToBase64String(Pictures.Png(64, 64, grey: 77))),
                ("CHECKPOINT", "v1-5-pruned-emaonly-fp16.safetensors"), .. environment,
            ]);
        exitCode.ShouldBe(0, output);
        return JsonElement.Parse(output[output.IndexOf('{')..(output.LastIndexOf('}') + 1)]);
    }
}
