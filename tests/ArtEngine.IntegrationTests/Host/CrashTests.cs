using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>The host killed without warning, with the ComfyUI server in a process of its own that goes on.</summary>
public sealed class CrashTests
{
    private const int Count = 200;

    [Fact]
    public async Task Two_hundred_jobs_survive_a_killed_host_and_none_is_rendered_twice()
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "5", "--load-time", "0", "--no-previews");
        List<string> ids;
        Uri address;
        await using (var host = await ServerProcess.StartHostAsync(data, simulator.Address))
        {
            address = host.Address;
            using var client = ClientOf(host.Address, data);
            ids = await SubmitAllAsync(client);
            await WaitForSucceededAsync(client, Count / 4);
            await host.KillAsync();
        }

        await using var again = await ServerProcess.StartHostAsync(data, simulator.Address, address);
        using var caller = ClientOf(again.Address, data);
        await WaitForSucceededAsync(caller, Count);

        var jobs = new List<JsonElement>();
        foreach (var id in ids)
        {
            jobs.Add(await caller.GetFromJsonAsync<JsonElement>($"/image/jobs/{id}"));
        }

        jobs.ShouldAllBe(job => job.Text("status") == "succeeded");
        jobs.ShouldAllBe(job => job.GetProperty("outputs").GetArrayLength() == 1);
        await EachPictureIsItsJobsAsync(caller, jobs);
        var renders = await RendersAsync(simulator.Address);
        renders.Sum(render => render.GetProperty("executions").GetInt32()).ShouldBe(Count);
    }

    private static async Task<List<string>> SubmitAllAsync(HttpClient client)
    {
        var accepted = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => client.SubmitAsync(Jobs.Request($"job {number}", steps: 4))));
        return [.. accepted.Select(job => job.Text("id"))];
    }

    private static async Task WaitForSucceededAsync(HttpClient client, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            var summary = await CountAsync(client, patience.Token);
            if (summary >= count)
            {
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private static async Task<int> CountAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var (count, cursor) = (0, "");
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/image/jobs?status=succeeded&limit=100{cursor}", cancellationToken);
            count += page.GetProperty("jobs").GetArrayLength();
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);
        return count;
    }

    private static async Task EachPictureIsItsJobsAsync(HttpClient client, List<JsonElement> jobs)
    {
        foreach (var job in jobs)
        {
            var picture = await client.GetByteArrayAsync(job.GetProperty("outputs")[0].Text("url"));
            PngText.Read(picture)["prompt"].ShouldContain(job.Text("id"));
        }
    }

    private static async Task<List<JsonElement>> RendersAsync(Uri simulator)
    {
        using var http = new HttpClient { BaseAddress = simulator };
        var log = await http.GetFromJsonAsync<JsonElement>("/simulator/log");
        return [.. log.EnumerateObject().Select(render => render.Value)];
    }

    private static HttpClient ClientOf(Uri address, TempFolder data) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders =
            { Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(data.Path, "dev-token"))) },
    };
}
