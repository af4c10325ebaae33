using ArtEngine.ComfySimulator.Control;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What becomes of a job when ComfyUI misbehaves, each fault in turn.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private Service _service = null!;

    private FaultSwitches Faults => _service.Simulator.Faults;

    public async Task InitializeAsync() => _service = await Service.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_node_that_raises_fails_the_job_with_its_name_and_is_not_tried_again()
    {
        Faults.FailNode("VAEDecode");

        var job = await RunAsync();

        job.Text("status").ShouldBe("failed");
        job.GetProperty("error").Text("code").ShouldBe("node_error");
        job.GetProperty("error").Text("class_type").ShouldBe("VAEDecode");
        job.GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_full_device_is_freed_and_tried_once_more()
    {
        Faults.FailNode(outOfMemory: true);

        (await RunAsync()).Text("status").ShouldBe("succeeded");

        Faults.FailNode(outOfMemory: true, times: 2);
        (await RunAsync()).GetProperty("error").Text("code").ShouldBe("out_of_memory");
    }

    [Fact]
    public async Task A_refused_graph_fails_the_job()
    {
        Faults.Next(FaultBoard.Countdown.ValidationError);

        var job = await RunAsync();

        job.GetProperty("error").Text("code").ShouldBe("validation");
        job.GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_model_that_no_server_has_is_refused_with_those_that_there_are()
    {
        using var answer = await _service.Client.GenerateAsync(
            new { workflow_name = "txt2img", parameters = new { prompt = "x", checkpoint = "none.safetensors" } });

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        var problem = await answer.JsonAsync();
        problem.Text("code").ShouldBe("no_capable_server");
        problem.GetProperty("errors")[0].Text("detail").ShouldStartWith(
            "No ComfyUI server has \"none.safetensors\" as ckpt_name of CheckpointLoaderSimple. There are \"sd_xl");
    }

    [Fact]
    public async Task An_accepted_prompt_whose_answer_is_lost_is_rendered_once()
    {
        Faults.Next(FaultBoard.Countdown.ResetAfter);

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task Sockets_that_drop_at_the_start_lose_nothing()
    {
        Faults.Next(FaultBoard.Countdown.DropSocketsAtStart);

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task A_server_that_sends_no_events_is_polled()
    {
        Faults.Board.Mute = true;

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task A_history_that_lags_is_waited_for()
    {
        Faults.Board.HistoryLag = TimeSpan.FromMilliseconds(400);

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task A_download_that_fails_is_tried_again_without_rendering()
    {
        Faults.Next(FaultBoard.Countdown.View500);

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task A_file_that_is_not_there_at_once_is_asked_for_again()
    {
        Faults.Next(FaultBoard.Countdown.View404);

        await SucceedsAsync(renders: 1);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_rendered_again()
    {
        // Once when its node was done, and three times when the render was.
        Faults.Next(FaultBoard.Countdown.View404, times: 4);

        (await SucceedsAsync(renders: 2)).GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_a_restarted_server_has_forgotten_is_rendered_again()
    {
        Faults.Board.Hold.Set(closed: true);
        var jobs = new[] { await _service.Client.SubmitAsync(), await _service.Client.SubmitAsync(), await _service.Client.SubmitAsync() };
        await _service.Client.WaitAsync(jobs[1].Text("id"), job => job.GetProperty("attempts").GetInt32() == 1);

        Faults.LoseQueue();
        Faults.Board.Hold.Set(closed: false);

        foreach (var job in jobs)
        {
            (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        }
    }

    [Fact]
    public async Task A_render_that_somebody_interrupts_at_the_server_is_made_again()
    {
        Faults.Board.Slow = 100;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 50));
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");

        using var stranger = new HttpClient { BaseAddress = _service.Simulator.Address };
        using var interrupted = await stranger.PostAsync(new Uri("/interrupt", UriKind.Relative), null);
        Faults.Board.Slow = 1;
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        ended.Text("status").ShouldBe("succeeded");
        ended.GetProperty("attempts").GetInt32().ShouldBe(2);
    }

    private async Task<System.Text.Json.JsonElement> SucceedsAsync(int renders)
    {
        var job = await RunAsync();
        job.Text("status").ShouldBe("succeeded", job.ToString());
        _service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(renders);
        return job;
    }

    private async Task<System.Text.Json.JsonElement> RunAsync(object? request = null) =>
        await _service.Client.WaitForEndAsync((await _service.Client.SubmitAsync(request)).Text("id"));
}
