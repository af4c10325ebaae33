using System.Net;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.IntegrationTests.Simulator.Replay;

namespace ArtEngine.IntegrationTests.Simulator;

[Trait(Stack.Trait, Stack.Embedded)]
public sealed class FaultTests
{
    [Fact]
    public async Task Without_control_the_switches_do_not_exist()
    {
        await using var client = await SimulatorClient.StartAsync();

        (await client.Http.GetAsync("/simulator/log")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsync("/simulator/faults", "{}")).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Theory]
    [InlineData("""{"node_error": true}""", "5", "RuntimeError")]
    [InlineData("""{"node_error": "VAEDecode"}""", "6", "RuntimeError")]
    [InlineData("""{"out_of_memory": true, "node_error": true}""", "5", "torch.OutOfMemoryError")]
    public async Task A_node_raises_once(string fault, string node, string type)
    {
        await using var client = await ControlledAsync();
        await SwitchAsync(client, fault);

        var failed = await client.EndOfAsync(await client.SubmitAsync(TestGraphs.TextToImage()));
        var retried = await client.EndOfAsync(await client.SubmitAsync(TestGraphs.TextToImage()));

        var error = failed["status"]!["messages"]!.AsArray()[^1]!;
        error[0]!.ToString().ShouldBe("execution_error");
        error[1]!["node_id"]!.ToString().ShouldBe(node);
        error[1]!["exception_type"]!.ToString().ShouldBe(type);
        retried["status"]!["status_str"]!.ToString().ShouldBe("success");
    }

    [Fact]
    public async Task Submissions_are_refused_so_many_times()
    {
        await using var client = await ControlledAsync();
        await SwitchAsync(client, """{"validation_error": 1}""");
        var body = $$$"""{"prompt": {{{TestGraphs.Plain()}}}}""";

        (await client.PostAsync("/prompt", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsync("/prompt", body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nothing_starts_while_the_device_is_held()
    {
        await using var client = await ControlledAsync();
        await SwitchAsync(client, """{"hold": true}""");

        var id = await client.SubmitAsync(TestGraphs.Plain());
        var held = await client.GetAsync($"/api/jobs/{id}");
        await SwitchAsync(client, """{"hold": false}""");

        held["status"]!.ToString().ShouldBe("pending");
        (await client.EndOfAsync(id))["status"]!["status_str"]!.ToString().ShouldBe("success");
    }

    [Fact]
    public async Task A_stalled_job_stands_still_and_the_server_stays_healthy()
    {
        await using var client = await ControlledAsync();
        await SwitchAsync(client, """{"stall": true}""");

        var id = await client.SubmitAsync(TestGraphs.TextToImage());
        await SimulatorClient.UntilAsync(async () => (await client.GetAsync($"/api/jobs/{id}"))["status"]!.ToString() == "in_progress");
        (await client.Http.GetAsync("/system_stats")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SwitchAsync(client, """{"reset": true}""");

        (await client.EndOfAsync(id))["status"]!["status_str"]!.ToString().ShouldBe("success");
    }

    [Fact]
    public async Task A_lost_queue_is_as_after_a_restart()
    {
        await using var client = await ControlledAsync();
        await using var socket = await SocketRecorder.OpenAsync(client.Server.Address, "me");
        await client.RenderAsync(TestGraphs.Plain());
        await SwitchAsync(client, """{"stall": true}""");
        var running = await client.SubmitAsync(TestGraphs.TextToImage());
        await SimulatorClient.UntilAsync(
            async () => (await client.GetAsync($"/api/jobs/{running}"))["status"]!.ToString() == "in_progress");

        await SwitchAsync(client, """{"lose_queue": true, "reset": true}""");

        (await client.GetAsync("/queue"))["queue_running"]!.AsArray().ShouldBeEmpty();
        (await client.GetAsync("/history")).AsObject().ShouldBeEmpty();
        await SimulatorClient.UntilAsync(() => Task.FromResult(socket.IsClosed));
        socket.EndedWithoutGoodbye.ShouldBeTrue();
        using var next = await client.PostAsync("/prompt", $$$"""{"prompt": {{{TestGraphs.Plain()}}}}""");
        JsonNode.Parse(await next.Content.ReadAsStringAsync())!["number"]!.ToJsonString().ShouldBe("0");
        await SimulatorClient.UntilAsync(() => Task.FromResult(client.Server.Log[running].Outcome == "lost"));
    }

    [Fact]
    public async Task A_submission_can_be_queued_without_an_answer()
    {
        await using var client = await ControlledAsync();
        await SwitchAsync(client, """{"reset_after": 1}""");
        var id = Guid.NewGuid().ToString();

        await Should.ThrowAsync<HttpRequestException>(
            () => client.PostAsync("/prompt", $$"""{"prompt": {{TestGraphs.Plain()}}, "prompt_id": "{{id}}"}"""));

        (await client.EndOfAsync(id))["status"]!["status_str"]!.ToString().ShouldBe("success");
        client.Server.Log[id].Executions.ShouldBe(1);
    }

    [Fact]
    public async Task Downloads_fail_so_many_times()
    {
        await using var client = await ControlledAsync();
        await client.RenderAsync(TestGraphs.Plain());
        await SwitchAsync(client, """{"view_404": 1, "view_500": 1}""");
        const string File = "/view?filename=plain_00001_.png";

        HttpStatusCode[] statuses = [await StatusAsync(client, File), await StatusAsync(client, File), await StatusAsync(client, File)];

        statuses.ShouldBe([HttpStatusCode.InternalServerError, HttpStatusCode.NotFound, HttpStatusCode.OK]);
    }

    [Fact]
    public async Task A_muted_server_renders_but_says_nothing()
    {
        await using var client = await ControlledAsync();
        await using var socket = await SocketRecorder.OpenAsync(client.Server.Address, "me");
        await SwitchAsync(client, """{"mute": true}""");

        await client.RenderAsync(TestGraphs.Plain(), """{"client_id": "me"}""");
        await SwitchAsync(client, """{"mute": false}""");
        await client.RenderAsync(TestGraphs.Plain(colour: 5), """{"client_id": "me"}""");

        await SimulatorClient.UntilAsync(
            () => Task.FromResult(socket.Heard.Any(entry => entry["type"]!.ToString() == "execution_success")));
        socket.Heard.Count(entry => entry["type"]!.ToString() == "execution_start").ShouldBe(1);
    }

    [Fact]
    public async Task A_dead_server_cuts_its_sockets_and_listens_no_more()
    {
        await using var client = await SimulatorClient.StartAsync();
        await using var socket = await SocketRecorder.OpenAsync(client.Server.Address, "me");

        client.Server.Faults.Die();

        await SimulatorClient.UntilAsync(() => Task.FromResult(socket.IsClosed));
        socket.EndedWithoutGoodbye.ShouldBeTrue();
        await SimulatorClient.UntilAsync(() => IsDeafAsync(client.Server.Address));
    }

    [Fact]
    public async Task The_log_counts_renders()
    {
        await using var client = await ControlledAsync();
        var first = await client.SubmitAsync(TestGraphs.Plain());
        await client.EndOfAsync(first);
        var second = await client.SubmitAsync(TestGraphs.Plain());
        await client.EndOfAsync(second);

        var log = await client.GetAsync("/simulator/log");

        log[first]!["executions"]!.GetValue<int>().ShouldBe(1);
        log[first]!["nodes_run"]!.GetValue<int>().ShouldBe(2);
        log[second]!["nodes_run"]!.GetValue<int>().ShouldBe(0, "the second came from the cache");
        log[second]!["outcome"]!.ToString().ShouldBe("success");
    }

    [Fact]
    public async Task An_unknown_fault_is_refused()
    {
        await using var client = await ControlledAsync();

        (await client.PostAsync("/simulator/faults", """{"meteor": true}""")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public void A_countdown_strikes_so_many_times()
    {
        var board = new FaultBoard();
        board.Set(FaultBoard.Countdown.View404, 2);

        Enumerable.Range(0, 4).Select(_ => board.Take(FaultBoard.Countdown.View404)).ShouldBe([true, true, false, false]);
    }

    private static Task<SimulatorClient> ControlledAsync() => SimulatorClient.StartAsync(options => options.Control = true);

    private static async Task SwitchAsync(SimulatorClient client, string faults)
    {
        using var response = await client.PostAsync("/simulator/faults", faults);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> StatusAsync(SimulatorClient client, string path) =>
        (await client.Http.GetAsync(path)).StatusCode;

    /// <summary>Asked on a new connection each time.</summary>
    private static async Task<bool> IsDeafAsync(Uri address)
    {
        using var http = new HttpClient();
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/queue"));
            return false;
        }
        catch (HttpRequestException)
        {
            return true;
        }
    }
}
