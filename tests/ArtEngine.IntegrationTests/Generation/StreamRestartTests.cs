using System.Net.Http.Headers;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>The host is killed while somebody follows a job, and started again; the ComfyUI server goes on.</summary>
public sealed class StreamRestartTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TempFolder _data = new();
    private readonly List<StreamedEvent> _told = [];
    private ServerProcess _simulator = null!;
    private ServerProcess _host = null!;

    public async Task InitializeAsync()
    {
        _simulator = await ServerProcess.StartSimulatorAsync("--step-time", "150", "--load-time", "0");
        _host = await ServerProcess.StartHostAsync(_data, _simulator.Address);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_stream_goes_on_behind_its_last_event_when_the_host_was_killed_and_progress_does_not_go_back()
    {
        using var client = Client();
        var events = await SubmitAsync(client, steps: 60);

        await FollowUntilAsync(client, events, told => told.Name == "progress" && told.Data.GetProperty("value").GetDouble() > 0.1);
        await RestartAsync();
        await FollowUntilAsync(client, events, told => told.Name == "progress");
        await RestartAsync();
        await FollowUntilAsync(client, events, _ => false);

        EventStreamTests.Statuses(_told).ShouldBe(["queued", "running", "succeeded"]);
        _told.Count(told => told.Name == "output").ShouldBe(1);
        var progress = _told.Where(told => told.Name == "progress").Select(told => told.Data.GetProperty("value").GetDouble()).ToList();
        progress.ShouldBeInOrder();
        progress[^1].ShouldBe(1);
    }

    [Fact]
    public async Task What_happened_while_the_host_was_away_is_told_in_order_and_once()
    {
        using var client = Client();
        var events = await SubmitAsync(client, steps: 80);
        await FollowUntilAsync(client, events, told => told.Name == "progress");

        // It is asked to cancel after the stream broke, and is killed before anybody is told.
        using var answer = await client.PostAsync(events.Replace("/events", "/cancel", StringComparison.Ordinal), null);
        answer.EnsureSuccessStatusCode();
        await RestartAsync();
        await FollowUntilAsync(client, events, _ => false);

        EventStreamTests.Statuses(_told).ShouldBe(["queued", "running", "canceling", "canceled"]);
        _told.Where(told => told.Name == "status").ShouldAllBe(told => told.Data.GetProperty("at").GetString() != null);
    }

    private HttpClient Client() => new()
    {
        BaseAddress = _host.Address,
        DefaultRequestHeaders =
            { Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(_data.Path, "dev-token"))) },
    };

    private static async Task<string> SubmitAsync(HttpClient client, int steps) =>
        new Uri(client.BaseAddress!, (await client.SubmitAsync(Jobs.Request(steps: steps))).GetProperty("urls").Text("events"))
            .AbsolutePath;

    /// <summary>Goes on behind the last event until the stream ends or there was one that is looked for.</summary>
    private async Task FollowUntilAsync(HttpClient client, string path, Func<StreamedEvent, bool> isLast)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var stream = await EventStream.OpenAsync(client, path, _told.LastOrDefault()?.Id);
        while (await stream.NextAsync(patience.Token) is { } told)
        {
            _told.Add(told);
            if (isLast(told))
            {
                return;
            }
        }
    }

    private async Task RestartAsync()
    {
        await _host.KillAsync();
        await _host.DisposeAsync();
        _host = await ServerProcess.StartHostAsync(_data, _simulator.Address, _host.Address);
    }
}
