using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Influx;

/// <summary>What the real host sends to a database.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class MetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [RealServerFact(RealServers.Metrics)]
    public async Task Jobs_queue_servers_and_requests_arrive_in_a_real_database()
    {
        var backend = $"test-{Guid.NewGuid():N}";
        var database = new Uri(RealServers.Get(RealServers.Metrics));
        await using var service = await Service.StartAsync(
            settings: [$"--InfluxDb:Url={database}", "--InfluxDb:Token=any", $"--ComfyUi:Servers:0:Name={backend}"]);
        using var http = new HttpClient { BaseAddress = database };
        var jobs = new[] { await service.Client.SubmitAsync(), await service.Client.SubmitAsync() };
        var ended = await service.Client.WaitForEndAsync(jobs[1].Text("id"));
        await service.Client.WaitForEndAsync(jobs[0].Text("id"));

        var sizes = await ReadAsync(
            http, $"generation_size_bytes{{backend=\"{backend}\",workflow=\"txt2img\",status=\"succeeded\"}}", atLeast: 2);

        sizes.ShouldContain(ended.GetProperty("outputs")[0].GetProperty("size_bytes").GetDouble());
        foreach (var field in new[] { "queue_ms", "execution_ms", "overhead_ms", "count" })
        {
            (await ReadAsync(http, $"generation_{field}{{backend=\"{backend}\"}}", atLeast: 2)).Count.ShouldBe(2, field);
        }

        (await ReadAsync(http, $"backend_up{{backend=\"{backend}\"}}", atLeast: 1)).ShouldAllBe(up => up == 1);
        (await ReadAsync(http, $"backend_in_flight{{backend=\"{backend}\"}}", atLeast: 1)).ShouldNotBeEmpty();
        (await ReadAsync(http, "queue_status_queue_pending", atLeast: 2)).ShouldNotBeEmpty();
        (await ReadAsync(http, "queue_status_queue_running", atLeast: 2)).ShouldNotBeEmpty();
        (await ReadAsync(http, "http_duration_ms{route=\"/image/generate\",method=\"POST\",status=\"202\"}", atLeast: 2))
            .ShouldAllBe(ms => ms > 0);
        (await ReadAsync(http, "http_duration_ms{route=\"/image/jobs/{jobId:guid}\",method=\"GET\",status=\"200\"}", atLeast: 1))
            .ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Whole_numbers_are_sent_as_such_and_the_summary_goes_on_being_counted()
    {
        await using var database = await StubInflux.StartAsync();
        await using var service = await Service.StartAsync(settings: [$"--InfluxDb:Url={database.Address}", "--InfluxDb:Token=any"]);
        await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));

        var line = await WaitForAsync(
            () => database.Taken.FirstOrDefault(line => line.StartsWith("generation,", StringComparison.Ordinal)));

        line.ShouldMatch(@"^generation,backend=simulator,status=succeeded,workflow=txt2img attempts=1i,count=1i,execution_ms=\d+i,model_switches=0i,overhead_ms=\d+i,queue_ms=\d+i,size_bytes=\d+i \d{19}$");
        database.Taken.ShouldContain(line => line.StartsWith("queue_status queue_pending=", StringComparison.Ordinal));
        (await service.GetAsync("/metrics/summary")).GetProperty("jobs_ended").GetProperty("succeeded").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task How_far_off_an_expected_end_was_is_a_point_and_in_the_summary()
    {
        await using var database = await StubInflux.StartAsync();
        await using var service = await Service.StartAsync(settings: [$"--InfluxDb:Url={database.Address}", "--InfluxDb:Token=any"]);
        // Nothing is expected before something was measured and the node has noticed it.
        for (var job = await service.Client.SubmitAsync(); !IsExpected(job); job = await service.Client.SubmitAsync())
        {
            await service.Client.WaitForEndAsync(job.Text("id"));
        }

        var line = await WaitForAsync(() => database.Taken.FirstOrDefault(line => line.StartsWith("eta,", StringComparison.Ordinal)));

        line.ShouldMatch(@"^eta,workflow=txt2img error_ms=\d+i \d{19}$");
        var error = (await service.GetAsync("/metrics/summary")).GetProperty("eta_error");
        error.GetProperty("jobs").GetInt32().ShouldBe(1);
        error.GetProperty("median_ms").GetDouble().ShouldBe(error.GetProperty("p90_ms").GetDouble());
    }

    private static bool IsExpected(JsonElement job) => job.GetProperty("eta_seconds").ValueKind == JsonValueKind.Number;

    [Fact]
    public async Task Callers_feel_nothing_of_a_database_that_is_away()
    {
        await using var service =
            await Service.StartAsync(settings: [$"--InfluxDb:Url={ServerProcess.FreeAddress()}", "--InfluxDb:Token=any"]);

        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var ready = await service.Client.GetAsync("/health/ready");

        job.Text("status").ShouldBe("succeeded");
        ready.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public void Wrong_settings_are_told_in_sentences()
    {
        var faults = new Telemetry.Infrastructure.Influx.InfluxOptions { Url = "influx:8086", Org = "" }.Faults().ToList();

        faults.Count.ShouldBe(3);
        faults.ShouldAllBe(fault => fault.StartsWith("InfluxDb:") && fault.EndsWith('.'));
    }

    [Theory]
    [InlineData("secret\n")]
    [InlineData("sécret")]
    public void A_token_that_cannot_be_sent_is_refused_without_being_told(string token)
    {
        var options = new Telemetry.Infrastructure.Influx.InfluxOptions { Url = "http://127.0.0.1:8086", Token = token };

        options.Faults().ShouldHaveSingleItem().ShouldNotContain("cret");
    }

    /// <summary>The series' values, once so many are there.</summary>
    private static Task<List<double>> ReadAsync(HttpClient database, string series, int atLeast) => WaitForAsync(async () =>
    {
        using var flushed = await database.GetAsync("/internal/force_flush");
        var text = await database.GetStringAsync($"/api/v1/export?match[]={Uri.EscapeDataString(series)}");
        var values = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(line => JsonElement.Parse(line).GetProperty("values").EnumerateArray()).Select(value => value.GetDouble()).ToList();
        return values.Count >= atLeast ? values : null;
    });

    private static Task<T> WaitForAsync<T>(Func<T?> look)
        where T : class => WaitForAsync(() => Task.FromResult(look()));

    private static async Task<T> WaitForAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
