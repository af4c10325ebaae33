using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

public sealed class OrderTests
{
    [Fact]
    public async Task Two_hundred_jobs_at_once_all_succeed_in_the_order_of_their_acceptance()
    {
        const int Count = 200;
        await using var service = await Service.StartAsync();

        var accepted = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => service.Client.SubmitAsync(Jobs.Request($"{number}", steps: 1))));
        var ended = new List<(string Id, DateTimeOffset Started)>();
        foreach (var job in accepted)
        {
            var end = await service.Client.WaitForEndAsync(job.Text("id"));
            end.Text("status").ShouldBe("succeeded");
            ended.Add((job.Text("id"), end.GetProperty("started_at").GetDateTimeOffset()));
        }

        // The list is newest first: read from its end it is the order of acceptance.
        var inOrder = new List<string>();
        var cursor = "";
        do
        {
            var page = await service.GetAsync($"/image/jobs?limit=100{cursor}");
            inOrder.AddRange(page.GetProperty("jobs").EnumerateArray().Select(job => job.Text("id")));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        inOrder.Reverse();

        ended.OrderBy(job => job.Started).Select(job => job.Id).ShouldBe(inOrder);
        service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(Count);
    }

    [Fact]
    public async Task Jobs_that_an_earlier_host_left_are_finished_by_the_next_one()
    {
        using var folder = new TempFolder();
        await using var simulator = await Service.QuickSimulatorAsync();
        var ids = new List<string>();
        await using (var first = await Service.StartAsync(simulator, folder))
        {
            simulator.Faults.Board.Hold.Set(closed: true);
            for (var i = 0; i < 5; i++)
            {
                ids.Add((await first.Client.SubmitAsync()).Text("id"));
            }

            await first.Client.WaitAsync(ids[1], job => job.GetProperty("attempts").GetInt32() == 1);
        }

        simulator.Faults.Board.Hold.Set(closed: false);
        await using var second = await Service.StartAsync(simulator, folder);
        foreach (var id in ids)
        {
            var job = await second.Client.WaitForEndAsync(id);
            job.Text("status").ShouldBe("succeeded");
            job.GetProperty("attempts").GetInt32().ShouldBe(1);
        }

        simulator.Log.Values.Sum(render => render.Executions).ShouldBe(ids.Count);
    }
}
