using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>ComfyUI servers are added, drained, disabled and removed while the service runs.</summary>
public sealed class BackendTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_server_that_is_added_takes_jobs_and_one_that_is_removed_finishes_first()
    {
        await using var second = await Service.QuickSimulatorAsync();
        await using var service = await Service.StartAsync();
        using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "second", url = second.Address });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var again = await service.Client.PostAsJsonAsync("/backends", new { name = "second", url = second.Address });
        (again.StatusCode, (await again.JsonAsync()).Text("code")).ShouldBe((HttpStatusCode.Conflict, "backend_exists"));

        service.Simulator.Faults.Board.Hold.Set(closed: true);
        second.Faults.Board.Hold.Set(closed: true);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => service.Client.SubmitAsync()));
        await UntilAsync(service, backends => backends.Sum(backend => backend.GetProperty("in_flight").GetInt32()) == 4);
        using var removed = await service.Client.DeleteAsync("/backends/second");
        removed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await ListAsync(service)).Single(backend => backend.Text("name") == "second").Text("state").ShouldBe("removing");

        service.Simulator.Faults.Board.Hold.Set(closed: false);
        second.Faults.Board.Hold.Set(closed: false);
        foreach (var job in jobs)
        {
            (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        }

        second.Log.Count.ShouldBe(2);
        await UntilAsync(service, backends => backends.Count == 1);
    }

    [Fact]
    public async Task A_server_says_what_it_runs_on_and_nothing_while_it_is_away()
    {
        await using var service = await Service.StartAsync();
        await service.Client.PostAsJsonAsync("/backends", new { name = "away", url = ServerProcess.FreeAddress() });

        var machine = (await service.GetAsync("/backends/simulator/machine")).GetProperty("machine");

        machine.Text("version").ShouldNotBeEmpty();
        machine.GetProperty("memory_total").GetInt64().ShouldBeGreaterThan(0);
        machine.GetProperty("devices")[0].GetProperty("memory_free").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        (await service.GetAsync("/backends/away/machine")).GetProperty("machine").ValueKind.ShouldBe(JsonValueKind.Null);
        using var unknown = await service.Client.GetAsync(new Uri("/backends/nobody/machine", UriKind.Relative));
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_disabled_server_gives_its_waiting_jobs_to_another_one_and_finishes_the_running_one()
    {
        await using var second = await Service.QuickSimulatorAsync();
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Stall.Set(closed: true);
        var jobs = new[] { await service.Client.SubmitAsync(), await service.Client.SubmitAsync() };
        await UntilAsync(service, backends => backends.Single().GetProperty("in_flight").GetInt32() == 2);
        await service.Client.WaitAsync(jobs[0].Text("id"), job => job.Text("status") == "running");

        using var changed = await service.Client.PatchAsJsonAsync("/backends/simulator", new { state = "disabled" });
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        await UntilAsync(service, backends => backends.Single().GetProperty("in_flight").GetInt32() == 1);
        using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "second", url = second.Address });
        service.Simulator.Faults.Board.Stall.Set(closed: false);

        foreach (var job in jobs)
        {
            (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        }

        second.Log.Count.ShouldBe(1);
        service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(1);
    }

    [Theory, InlineData(0), InlineData(3_000)]
    public async Task A_server_that_was_removed_and_is_added_again_gets_its_lane_back(int millisecondsBetween)
    {
        await using var second = await StubComfyUi.StartAsync();
        await using var service = await Service.StartAsync();
        for (var turn = 0; turn < 3; turn++)
        {
            using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "second", url = second.Address });
            added.StatusCode.ShouldBe(HttpStatusCode.Created);
            await UntilAsync(service, backends => backends.Single(backend => backend.Text("name") == "second").GetProperty("is_up")
                .GetBoolean());
            using var removed = await service.Client.DeleteAsync("/backends/second");
            await UntilAsync(service, backends => backends.Count == 1);
            await Task.Delay(millisecondsBetween);
        }
    }

    [Fact]
    public async Task More_servers_than_a_thread_pool_has_threads_are_all_driven_by_one_node()
    {
        const int Count = 80;
        await using var stub = await StubComfyUi.StartAsync();
        await using var service = await Service.StartAsync();
        foreach (var number in Enumerable.Range(1, Count))
        {
            using var added = await service.Client.PostAsJsonAsync("/backends", new { name = $"gpu-{number}", url = stub.Address });
            added.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        await UntilAsync(service, backends => backends.Count(backend => backend.GetProperty("is_up").GetBoolean()) == Count + 1);
    }

    [Fact]
    public async Task Bad_servers_are_refused_and_unknown_ones_are_not_found()
    {
        await using var service = await Service.StartAsync();
        foreach (var request in new object[]
        {
            new { name = "a/b", url = "http://x:1" }, new { name = "a", url = "ftp://x" },
            new { name = "a", url = "http://x:1", depth = 0 },
            new { name = "a", url = "http://x:1", headers = new { X = "a\r\nb" } },
        })
        {
            using var answer = await service.Client.PostAsJsonAsync("/backends", request);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        (await service.Client.DeleteAsync("/backends/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await service.Client.PatchAsJsonAsync("/backends/none", new { state = "draining" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<List<JsonElement>> ListAsync(Service service) =>
        [.. (await service.GetAsync("/backends")).GetProperty("backends").EnumerateArray()];

    private static async Task UntilAsync(Service service, Func<List<JsonElement>, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo(await ListAsync(service)))
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
