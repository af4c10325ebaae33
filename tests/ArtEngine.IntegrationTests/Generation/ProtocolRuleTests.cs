using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What a client of ComfyUI must do to survive what real servers do, rule by rule.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ProtocolRuleTests : IAsyncLifetime
{
    private StubComfyUi _comfy = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        _comfy = await StubComfyUi.StartAsync();
        _service = await StartAsync("--Generation:StallSeconds=2", "--ComfyUi:Servers:0:Headers:X-Proxy-Key=let-me-in");
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _comfy.DisposeAsync();
    }

    [Fact]
    public async Task Rule_01_an_unclear_submission_is_looked_up_and_no_id_is_sent_twice()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.History[id] = StubComfyUi.Success(_comfy.Outputs);
            return Results.StatusCode(500);
        };
        await SucceedsAsync(attempts: 1);
        _comfy.Prompts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rule_02_a_server_that_makes_ids_of_its_own_is_refused_and_its_prompt_canceled()
    {
        var other = Guid.NewGuid().ToString();
        _comfy.OnPrompt = _ =>
        {
            _comfy.Pending[other] = true;
            return Results.Json(new { prompt_id = other, number = 1, node_errors = new { } });
        };
        (await RunAsync()).GetProperty("error").Text("message").ShouldContain("0.3.44");
        _comfy.Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rule_03_a_graph_that_is_taken_in_part_is_refused_and_canceled()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.Pending[id] = true;
            return Results.Text(
                """{"prompt_id":"ID","number":1,"node_errors":{"3":{"errors":[{"type":"value_bigger_than_max","message":"Value too big","details":"steps","extra_info":{}}],"class_type":"KSampler"}}}"""
                    .Replace("ID", id, StringComparison.Ordinal),
                "application/json");
        };
        var job = await RunAsync();
        (job.GetProperty("error").Text("code"), job.GetProperty("error").Text("node_id")).ShouldBe(("validation", "3"));
        _comfy.Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rule_04_every_node_that_is_sent_has_a_class_and_inputs_and_no_number_is_set()
    {
        await SucceedsAsync(attempts: 1);
        var body = JsonNode.Parse(_comfy.Prompts.Single())!.AsObject();
        body.ContainsKey("number").ShouldBeFalse();
        body["prompt"]!.AsObject().ShouldAllBe(node => node.Value!["class_type"] != null && node.Value!["inputs"] != null);
    }

    [Fact]
    public async Task Rule_05_every_connection_has_a_client_id_of_its_own()
    {
        await UntilAsync(() => _comfy.Clients.Count == 1);
        _comfy.CutSockets();
        await UntilAsync(() => _comfy.Clients.Count == 2);
        _comfy.Clients.ShouldBeUnique();
        await SucceedsAsync(attempts: 1);
    }

    [Fact]
    public async Task Rule_06_an_event_that_tells_of_the_end_is_believed_only_when_the_history_says_so()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.Running[id] = true;
            return null;
        };
        var job = await _service.Client.SubmitAsync();
        await UntilAsync(() => _comfy.Running.Count == 1);
        var prompt = _comfy.Running.Keys.Single();
        await _comfy.TellAsync(StubComfyUi.Ended(prompt));
        await _comfy.TellAsync($$$"""{"type":"execution_success","data":{"prompt_id":"{{{prompt}}}","timestamp":1}}""");
        (await _service.Client.WaitForStatusAsync(job.Text("id"), "running")).GetProperty("completed_at")
            .ValueKind.ShouldBe(JsonValueKind.Null);

        _comfy.History[prompt] = StubComfyUi.Success(_comfy.Outputs);
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Rule_07_without_events_prompts_are_polled()
    {
        _comfy.HasSockets = false;
        _comfy.CutSockets();
        await SucceedsAsync(attempts: 1);
    }

    [Fact]
    public async Task Rule_08_what_is_neither_queued_nor_in_the_history_is_sent_again_under_a_new_id()
    {
        _comfy.OnPrompt = id =>
        {
            if (_comfy.Prompts.Count > 1)
            {
                _comfy.History[id] = StubComfyUi.Success(_comfy.Outputs);
            }

            return null;
        };
        await SucceedsAsync(attempts: 2);
        _comfy.Prompts.Select(body => JsonNode.Parse(body)!["prompt_id"]!.ToString()).ShouldBeUnique();
    }

    [Fact]
    public async Task Rule_09_a_restart_is_noticed_by_the_loss_of_the_socket_and_of_the_own_ids()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.Running[id] = true;
            return null;
        };
        var job = await _service.Client.SubmitAsync();
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");
        _comfy.OnPrompt = null;
        _comfy.Running.Clear();
        _comfy.CutSockets();
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));
        (ended.Text("status"), ended.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", 2));
    }

    [Fact]
    public async Task Rule_10_only_the_named_prompt_is_canceled_on_old_servers_too_and_a_strangers_interrupt_is_no_cancel()
    {
        _comfy.HasJobs = false;
        _comfy.OnPrompt = id =>
        {
            _comfy.Running[id] = true;
            return null;
        };
        var job = await _service.Client.SubmitAsync();
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");
        var prompt = _comfy.Running.Keys.Single();
        using var canceled = await _service.Client.PostAsync($"/image/jobs/{job.Text("id")}/cancel", null);
        await UntilAsync(() => _comfy.Orders.Any(order => order.StartsWith("/interrupt", StringComparison.Ordinal)));
        _comfy.Orders.ShouldAllBe(order => order.Contains(prompt, StringComparison.Ordinal));
        Interrupt(prompt);
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("canceled");

        var other = await _service.Client.SubmitAsync();
        await UntilAsync(() => _comfy.Running.Count == 1);
        _comfy.OnPrompt = null;
        Interrupt(_comfy.Running.Keys.Single());
        var ended = await _service.Client.WaitForEndAsync(other.Text("id"));
        (ended.Text("status"), ended.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", 2));
    }

    [Fact]
    public async Task Rule_11_events_of_other_prompts_and_unknown_ones_are_ignored()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.Running[id] = true;
            return null;
        };
        var job = await _service.Client.SubmitAsync();
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");
        await _comfy.TellAsync("""{"type":"progress_state","data":{"prompt_id":"ID","nodes":{"5":{"value":9,"max":10,"state":"running","node_id":"5"}}}}"""
            .Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal));
        await _comfy.TellAsync("""{"type":"executing","data":{"node":"5"}}""");
        await _comfy.TellAsync("""{"type":"crystools.monitor","data":{"cpu":1}}""");
        await _comfy.TellBytesAsync([0, 0, 0, 3, 0, 0, 0, 1, (byte)'5', (byte)'x']);
        await _comfy.TellAsync("not json");
        (await _service.GetAsync($"/image/jobs/{job.Text("id")}")).GetProperty("progress").ValueKind.ShouldBe(JsonValueKind.Null);
        var prompt = _comfy.Running.Keys.Single();
        _comfy.History[prompt] = StubComfyUi.Success(_comfy.Outputs);
        await _comfy.TellAsync(StubComfyUi.Ended(prompt));
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Rule_12_large_messages_and_floods_of_them_are_read_away()
    {
        await UntilAsync(() => _comfy.Clients.Count == 1);
        var preview = new byte[8 * 1024 * 1024];
        preview[3] = 1;
        for (var sent = 0; sent < 8; sent++)
        {
            await _comfy.TellBytesAsync(preview).WaitAsync(TimeSpan.FromSeconds(20));
        }

        await SucceedsAsync(attempts: 1);
    }

    [Fact]
    public async Task Rule_13_a_server_that_answers_slowly_loses_nothing()
    {
        _comfy.Delay = TimeSpan.FromSeconds(1);
        await SucceedsAsync(attempts: 1);
        _comfy.Prompts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rule_14_bare_NaN_and_Infinity_are_read()
    {
        _comfy.Outputs = """{"7":{"images":[{"filename":"a.png","subfolder":"","type":"output"}],"score":[NaN,Infinity,-Infinity]}}""";
        await SucceedsAsync(attempts: 1);
    }

    [Fact]
    public async Task Rule_15_the_largest_seed_arrives_digit_by_digit()
    {
        var job = await _service.Client.SubmitAsync(Jobs.Request(seed: ulong.MaxValue));
        await _service.Client.WaitForEndAsync(job.Text("id"));
        _comfy.Prompts.Single().ShouldContain("18446744073709551615");
    }

    [Fact]
    public async Task Rule_16_files_of_every_kind_are_collected_temporary_ones_only_when_there_are_no_others()
    {
        _comfy.Outputs = """
            {"4":{"images":[{"filename":"p.png","subfolder":"","type":"temp"}]},"5":{"gifs":[{"filename":"m.mp4","subfolder":"x","type":"output","format":"video/h264-mp4"}]},
             "6":{"text":["a lighthouse"],"flags":[true,null,1]},"7":{"images":[{"filename":"a.png","subfolder":"","type":"output"}]}}
            """;
        (await RunAsync()).GetProperty("outputs").EnumerateArray().Select(output => output.Text("node_id")).ShouldBe(["7", "5", "6"]);
        _comfy.Outputs = """{"4":{"images":[{"filename":"p.png","subfolder":"","type":"temp"}]}}""";
        (await RunAsync()).GetProperty("outputs").EnumerateArray().Select(output => output.Text("node_id")).ShouldBe(["4"]);
        _comfy.Outputs = "{}";
        var nothing = await RunAsync();
        (nothing.Text("status"), nothing.GetProperty("error").Text("code"), nothing.GetProperty("outputs").GetArrayLength())
            .ShouldBe(("failed", "no_output", 0));
    }

    [Fact]
    public async Task Rule_17_names_are_unique_for_each_job_and_a_file_that_is_gone_is_made_again()
    {
        var views = 0;
        _comfy.OnView = _ => ++views <= 4 ? Results.NotFound() : Results.Bytes([1, 2, 3], "image/png");
        var first = await RunAsync();
        var second = await RunAsync();
        (first.Text("status"), second.Text("status"), first.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", "succeeded", 2));
        _comfy.Prompts.Last().ShouldContain(second.Text("id"));
        _comfy.Prompts.First().ShouldContain(first.Text("id"));
    }

    [Fact]
    public async Task Rule_18_a_picture_goes_by_the_name_that_the_server_answers_and_overwrite_is_exactly_true()
    {
        _comfy.OnUpload = name =>
            Results.Json(new { name = $"{Path.GetFileNameWithoutExtension(name)} (1).png", subfolder = "from elsewhere", type = "input" });
        var picture = Pictures.Png(3, 2);
        var upload = await _service.Client.UploadAsync(picture);

        var job = await _service.Client.SubmitAsync(Pictures.Request(upload.Text("id"), prompt: upload.Text("id")));
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");

        var sent = _comfy.Uploads.ShouldHaveSingleItem();
        sent.Form["overwrite"].ShouldBe("true");
        sent.Form["type"].ShouldBe("input");
        (sent.FileName, sent.ContentType).ShouldBe(($"art-engine-{upload.Text("hash")[7..]}.png", "image/png"));
        sent.Bytes.ShouldBe(picture);
        var graph = JsonNode.Parse(_comfy.Prompts.Single())!["prompt"]!;
        graph["4"]!["inputs"]!["image"]!.GetValue<string>().ShouldBe($"from elsewhere/art-engine-{upload.Text("hash")[7..]} (1).png");
        graph["2"]!["inputs"]!["text"]!.GetValue<string>().ShouldBe(upload.Text("id"), "what a caller writes is no picture");
    }

    [Fact]
    public async Task Rule_18_a_picture_is_sent_once_as_long_as_the_server_lives_and_again_to_one_that_came_back()
    {
        var upload = await _service.Client.UploadAsync(Pictures.Png(3, 2));
        for (var job = 0; job < 2; job++)
        {
            await SucceedsWithAsync(upload);
        }

        _comfy.Uploads.Count.ShouldBe(1);
        _comfy.CutSockets();
        await UntilAsync(() => _comfy.Clients.Count == 2);
        await SucceedsWithAsync(upload);
        _comfy.Uploads.Count.ShouldBe(2);
        _comfy.Uploads.Select(sent => sent.FileName).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Rule_18_a_picture_that_the_server_lost_is_sent_again()
    {
        var upload = await _service.Client.UploadAsync(Pictures.Png(3, 2));
        await SucceedsWithAsync(upload);
        _comfy.OnPrompt = id =>
        {
            if (_comfy.Uploads.Count > 1)
            {
                _comfy.History[id] = StubComfyUi.Success(_comfy.Outputs);
                return null;
            }

            return Results.Json(
                JsonNode.Parse("""
                    {"error":{"type":"prompt_outputs_failed_validation","message":"Prompt outputs failed validation","details":"","extra_info":{}},
                     "node_errors":{"4":{"errors":[{"type":"custom_validation_failed","message":"Custom validation failed for node","details":"image - Invalid image file: x.png",
                       "extra_info":{"input_name":"image"}}],"dependent_outputs":["7"],"class_type":"LoadImage"}}}
                    """),
                statusCode: 400);
        };

        var job = await _service.Client.SubmitAsync(Pictures.Request(upload.Text("id")));
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        (ended.Text("status"), ended.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", 2), ended.ToString());
        _comfy.Uploads.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(400, "input_missing", 2)]
    [InlineData(413, "input_too_large", 1)]
    [InlineData(500, "input_missing", 2)]
    public async Task Rule_18_a_picture_that_the_server_does_not_take_fails_the_job_and_no_prompt_is_sent(
        int status, string code, int attempts)
    {
        _comfy.OnUpload = _ => Results.StatusCode(status);
        var upload = await _service.Client.UploadAsync(Pictures.Png(3, 2));
        var job = await _service.Client.SubmitAsync(Pictures.Request(upload.Text("id")));

        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        (ended.Text("status"), ended.GetProperty("error").Text("code"), ended.GetProperty("error").Text("node_id"))
            .ShouldBe(("failed", code, "4"));
        ended.GetProperty("attempts").GetInt32().ShouldBe(attempts);
        _comfy.Prompts.ShouldBeEmpty();
        // The lane is well: it goes on with others.
        await SucceedsAsync(attempts: 1);
    }

    [Fact]
    public async Task Rule_18_a_picture_leaves_only_under_a_fresh_lease()
    {
        var clock = TimeProvider.System;
        var headers = new Dictionary<string, string>();
        using var server = new ComfyUiServer(
            "stub", new(_comfy.Address, headers, clock), new(
                _comfy.Address, headers, () => { }, clock, NullLogger<ComfyUiSocket>.Instance), new(null, null), clock);
        var stale = new LaneLease("stub", 1, clock.GetTimestamp() - (3 * clock.TimestampFrequency), clock);
        await Should.ThrowAsync<LaneLostException>(
            server.UploadAsync("a.png", "image/png", new MemoryStream([1]), stale, CancellationToken.None));
        _comfy.Uploads.ShouldBeEmpty();

        var fresh = new LaneLease("stub", 1, clock.GetTimestamp(), clock);
        (await server.UploadAsync("a.png", "image/png", new MemoryStream([1]), fresh, CancellationToken.None)).Name.ShouldBe("a.png");
    }

    [Fact]
    public async Task Rule_18_a_server_that_is_away_while_a_picture_is_sent_gets_it_again()
    {
        _comfy.OnUpload = name =>
            _comfy.Uploads.Count < 2 ? Results.StatusCode(503) : Results.Json(new { name, subfolder = "", type = "input" });
        var upload = await _service.Client.UploadAsync(Pictures.Png(3, 2));
        await SucceedsWithAsync(upload);
        _comfy.Prompts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Rule_19_a_server_whose_worker_is_dead_gets_no_more_jobs_and_those_it_has_go_to_another_one()
    {
        await using var well = await Service.QuickSimulatorAsync();
        _comfy.OnPrompt = id =>
        {
            _comfy.Pending[id] = true;
            return null;
        };
        var job = await _service.Client.SubmitAsync();
        await UntilAsync(() => _comfy.Pending.Count == 1);
        using var added = await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
            _service.Client, "/backends", new { name = "well", url = well.Address });
        // What a dead worker holds cannot be taken from it.
        _comfy.LetsGo = false;

        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        (ended.Text("status"), ended.Text("backend")).ShouldBe(("succeeded", "well"));
        (await _service.GetAsync("/backends")).GetProperty("backends")[0].Text("trouble").ShouldContain("Nothing moves there");
    }

    [Fact]
    public async Task Rule_20_node_classes_are_asked_for_one_by_one_and_once_and_the_history_never_whole()
    {
        List<string> Asked() => [.. _comfy.Requests.Where(request => request.Contains("object_info", StringComparison.Ordinal))];
        // A job that comes before the lane has met the server asks, and after that it may be another server.
        await SucceedsAsync(attempts: 1);
        await SucceedsAsync(attempts: 1);
        var asked = Asked();
        asked.CountBy(request => request).ShouldAllBe(request => request.Value <= 2);
        asked.ShouldAllBe(request => request.StartsWith("GET /object_info/", StringComparison.Ordinal));
        for (var job = 0; job < 3; job++)
        {
            await SucceedsAsync(attempts: 1);
        }

        Asked().Count.ShouldBe(asked.Count);
        _comfy.Requests.ShouldNotContain("GET /history");
    }

    [Fact]
    public async Task Rule_21_an_error_is_told_without_the_servers_paths_and_prompts()
    {
        _comfy.OnPrompt = id =>
        {
            _comfy.History[id] = """
                {"outputs":{},"status":{"status_str":"error","completed":false,"messages":[["execution_error",{"node_id":"5","node_type":"KSampler","exception_type":"ValueError",
                 "exception_message":"boom","traceback":["File /srv/comfy/secret.py"],"current_inputs":{"text":["a private prompt"]}}]]}}
                """;
            return null;
        };
        var job = await RunAsync();
        job.GetProperty("error").ToString().ShouldNotContain("/srv/");
        job.GetProperty("error").ToString().ShouldNotContain("private");
        (job.GetProperty("error").Text("code"), job.GetProperty("error").Text("message"), job.GetProperty("attempts").GetInt32())
            .ShouldBe(("node_error", "boom", 1));
    }

    [Fact]
    public async Task Rule_22_the_proxys_headers_go_with_every_request_and_no_origin()
    {
        await SucceedsAsync(attempts: 1);
        // The host looks for a ComfyUI at start before it knows any settings of it.
        _comfy.Headers.ShouldAllBe(headers => !headers.ContainsKey("Origin") && headers["X-Proxy-Key"] == "let-me-in");
        _comfy.Requests.ShouldContain(request => request.StartsWith("GET /ws", StringComparison.Ordinal));
    }

    private Task<Service> StartAsync(params string[] settings) => Service.StartAsync(
        settings: ["--ComfyUi:Servers:0:Name=stub", $"--ComfyUi:Servers:0:Url={_comfy.Address}", .. settings]);

    private async Task<JsonElement> RunAsync() => await _service.Client.WaitForEndAsync((await _service.Client.SubmitAsync()).Text("id"));

    private async Task SucceedsAsync(int attempts)
    {
        var job = await RunAsync();
        (job.Text("status"), job.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", attempts), job.ToString());
    }

    private async Task SucceedsWithAsync(JsonElement upload)
    {
        var job = await _service.Client.SubmitAsync(Pictures.Request(upload.Text("id")));
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));
        (ended.Text("status"), ended.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", 1), ended.ToString());
    }

    private void Interrupt(string prompt)
    {
        _comfy.History[prompt] = """{"outputs":{},"status":{"status_str":"error","completed":false,"messages":[["execution_interrupted",{"node_id":"5"}]]}}""";
        _comfy.Running.TryRemove(prompt, out _);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
