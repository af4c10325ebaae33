using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>A ComfyUI server dies for good; there is another one.</summary>
public sealed class DeadServerTests
{
    [Fact]
    public async Task Its_jobs_end_elsewhere_within_ten_seconds_and_only_those_it_had_are_rendered_again()
    {
        var dying = await Service.QuickSimulatorAsync();
        await using var other = await Service.QuickSimulatorAsync();
        await using var service = await Service.StartAsync(dying);
        dying.Faults.Board.Hold.Set(closed: true);
        var had = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => service.Client.SubmitAsync()));
        await UntilAsync(async () => (await service.GetAsync("/backends")).GetProperty("backends")[0].GetProperty("in_flight").GetInt32() == 2);
        using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "other", url = other.Address });
        var since = Stopwatch.StartNew();

        await dying.DisposeAsync();
        foreach (var job in had)
        {
            var ended = await service.Client.WaitForEndAsync(job.Text("id"));
            (ended.Text("status"), ended.Text("backend"), ended.GetProperty("attempts").GetInt32()).ShouldBe(("succeeded", "other", 2));
        }

        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        other.Log.Values.Sum(render => render.Executions).ShouldBe(2);
        var backends = (await service.GetAsync("/backends")).GetProperty("backends").EnumerateArray().ToDictionary(backend => backend.Text("name"));
        backends["simulator"].GetProperty("is_up").GetBoolean().ShouldBeFalse();
        backends["other"].GetProperty("trouble").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
