using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>A store that is away delays the end of jobs; nothing is lost and nothing is rendered again.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class OutageTests
{
    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_store_that_goes_and_comes_back_ends_all_jobs_with_one_render_each()
    {
        using var way = new CuttableProxy(TestBucket.Server);
        using var bucket = new TestBucket(way.Address);
        await using var service = await Service.StartAsync(settings: bucket.Settings());
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        var jobs = new List<JsonElement>();
        for (var i = 0; i < 8; i++)
        {
            jobs.Add(await service.Client.SubmitAsync(Jobs.Request(seed: i)));
        }

        way.Cut();
        service.Simulator.Faults.Board.Hold.Set(closed: false);
        await RenderedAsync(service, atLeast: 3);
        using var anonymous = service.ClientOf(token: null);
        var ready = await anonymous.GetFromJsonAsync<JsonElement>("/health/ready");
        var during = await service.GetAsync("/image/jobs");
        way.Mend();

        ready.Text("status").ShouldBe("degraded");
        ready.GetProperty("checks").GetProperty("pictures").Text("status").ShouldBe("degraded");
        during.GetProperty("jobs").EnumerateArray().ShouldAllBe(job => job.GetProperty("completed_at").ValueKind == JsonValueKind.Null);
        foreach (var job in jobs)
        {
            var ended = await service.Client.WaitForEndAsync(job.Text("id"));
            ended.Text("status").ShouldBe("succeeded", ended.ToString());
            ended.GetProperty("attempts").GetInt32().ShouldBe(1);
        }

        service.Simulator.Log.Count.ShouldBe(jobs.Count);
        service.Simulator.Log.Values.ShouldAllBe(render => render.Executions == 1);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_store_that_is_away_at_the_start_is_waited_for_and_then_gets_its_bucket()
    {
        using var way = new CuttableProxy(TestBucket.Server, isCut: true);
        using var bucket = new TestBucket(way.Address);
        await using var service = await Service.StartAsync(settings: bucket.Settings());
        var job = await service.Client.SubmitAsync();
        await RenderedAsync(service, atLeast: 1);

        way.Mend();

        (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        service.Simulator.Log.Values.ShouldHaveSingleItem().Executions.ShouldBe(1);
    }

    [RealServerFact(RealServers.S3, RealServers.S3AccessKey, RealServers.S3SecretKey)]
    public async Task A_download_while_the_store_is_away_answers_503_with_a_code()
    {
        using var way = new CuttableProxy(TestBucket.Server);
        using var bucket = new TestBucket(way.Address);
        await using var service = await Service.StartAsync(settings: bucket.Settings());
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));

        way.Cut();
        using var answer = await service.Client.GetAsync(job.GetProperty("outputs")[0].Text("url"));

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.JsonAsync()).Text("code").ShouldBe("store_unavailable");
    }

    private static async Task RenderedAsync(Service service, int atLeast)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (service.Simulator.Log.Values.Count(render => render.Outcome == "success") < atLeast)
        {
            await Task.Delay(20, patience.Token);
        }

        // Long enough for the lane to have tried to store them.
        await Task.Delay(TimeSpan.FromSeconds(1), patience.Token);
    }
}
