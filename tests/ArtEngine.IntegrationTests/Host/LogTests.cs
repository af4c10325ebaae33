using System.Net;
using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>What an operator reads of an ordinary day: a line for each change, and nothing that looks like a fault.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class LogTests
{
    [Fact]
    public async Task Each_change_of_a_job_is_one_line_with_user_workflow_and_time()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "50", "--load-time", "0");
        await using var host = await ServerProcess.StartHostAsync(data, simulator.Address);
        using var client = await ClientAsync(host, data);

        var id = (await client.SubmitAsync()).Text("id");
        await client.WaitForEndAsync(id);
        using var waiting = await client.GenerateAsync(Jobs.Request(steps: 100));
        var canceled = (await waiting.JsonAsync()).Text("id");
        using var cancel = await client.PostAsync($"/image/jobs/{canceled}/cancel", null);
        await client.WaitForEndAsync(canceled);

        Lines(host, id).Select(StatusIn).ShouldBe(["accepted", "Running", "Succeeded"]);
        Lines(host, id).ShouldAllBe(line => line.Contains("user ") && line.Contains("workflow txt2img"));
        Lines(host, id)[^1].ShouldMatch(@"server \S+, attempts 1, \d+\.\d{3} s after it came");
        Lines(host, canceled).Select(StatusIn).ShouldContain("Canceled");
        host.Output.ShouldNotContain("(null)");
        host.Output.ShouldNotContain(" warn: ");
        host.Output.ShouldNotContain(" fail: ");
    }

    [Fact]
    public async Task A_server_that_is_removed_is_no_fault()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var simulator = await ServerProcess.StartSimulatorAsync();
        await using var other = await ServerProcess.StartSimulatorAsync();
        await using var host = await ServerProcess.StartHostAsync(data, simulator.Address);
        using var client = await ClientAsync(host, data);
        using var added = await client.PostAsJsonAsync("/backends", new { name = "other", url = other.Address });
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        await client.UntilReadyIsAsync("healthy");

        using var removed = await client.DeleteAsync("/backends/other");
        removed.IsSuccessStatusCode.ShouldBeTrue();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await client.GetStringAsync("/backends", patience.Token)).Contains("\"other\""))
        {
            await Task.Delay(100, patience.Token);
        }

        // What ends behind it has a moment to complain.
        await Task.Delay(TimeSpan.FromSeconds(3), patience.Token);
        host.Output.ShouldNotContain(" fail: ");
    }

    private static IReadOnlyList<string> Lines(ServerProcess host, string jobId) =>
        [.. host.Output.Split('\n').Where(line => line.Contains($"Job {jobId} is "))];

    private static string StatusIn(string line) => line.Split(" is ")[1].Split(' ', ':')[0];

    private static async Task<HttpClient> ClientAsync(ServerProcess host, TempFolder data) => new()
    {
        BaseAddress = host.Address,
        DefaultRequestHeaders = { Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"))) },
    };
}
