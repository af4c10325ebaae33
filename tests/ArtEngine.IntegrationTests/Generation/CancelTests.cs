using System.Net;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class CancelTests : IAsyncLifetime
{
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_waiting_job_is_canceled_at_once_and_never_reaches_the_server()
    {
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        var ahead = new[] { await _service.Client.SubmitAsync(), await _service.Client.SubmitAsync() };
        var job = await _service.Client.SubmitAsync();

        var canceled = await CancelAsync(job.Text("id"));

        canceled.Text("status").ShouldBe("canceled");
        canceled.GetProperty("attempts").GetInt32().ShouldBe(0);
        _service.Simulator.Faults.Board.Hold.Set(closed: false);
        foreach (var other in ahead)
        {
            (await _service.Client.WaitForEndAsync(other.Text("id"))).Text("status").ShouldBe("succeeded");
        }

        _service.Simulator.Log.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_running_job_is_canceling_until_the_server_lets_go_of_it_and_the_next_one_runs()
    {
        _service.Simulator.Faults.Board.Slow = 100;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 100));
        var next = await _service.Client.SubmitAsync(Jobs.Request(steps: 1));
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");

        (await CancelAsync(job.Text("id"))).Text("status").ShouldBeOneOf("canceling", "canceled");
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        ended.Text("status").ShouldBe("canceled");
        ended.GetProperty("outputs").GetArrayLength().ShouldBe(0);
        (await _service.Client.WaitForEndAsync(next.Text("id"))).Text("status").ShouldBe("succeeded");
        _service.Simulator.Log.Values.Count(render => render.Outcome == "interrupted").ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_waits_at_the_server_is_taken_from_its_queue()
    {
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        var job = await _service.Client.SubmitAsync();
        await _service.Client.WaitAsync(job.Text("id"), found => found.GetProperty("attempts").GetInt32() == 1);

        await CancelAsync(job.Text("id"));
        var ended = await _service.Client.WaitForEndAsync(job.Text("id"));

        ended.Text("status").ShouldBe("canceled");
        _service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(0);
    }

    [Fact]
    public async Task A_job_that_has_ended_stays_as_it_is()
    {
        using var answer = await _service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));

        (await CancelAsync((await answer.JsonAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task Repeated_and_simultaneous_cancels_agree()
    {
        _service.Simulator.Faults.Board.Slow = 100;
        var job = await _service.Client.SubmitAsync(Jobs.Request(steps: 100));
        await _service.Client.WaitForStatusAsync(job.Text("id"), "running");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CancelAsync(job.Text("id"))));

        answers.ShouldAllBe(answer => answer.Text("status") == "canceling" || answer.Text("status") == "canceled");
        (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("canceled");
    }

    private async Task<System.Text.Json.JsonElement> CancelAsync(string id)
    {
        using var answer = await _service.Client.PostAsync(new Uri($"/image/jobs/{id}/cancel", UriKind.Relative), null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.JsonAsync();
    }
}
