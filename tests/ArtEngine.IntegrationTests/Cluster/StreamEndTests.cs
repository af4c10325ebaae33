using System.Net;
using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>What is taken back on one node ends on the other.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class StreamEndTests
{
    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_key_that_is_deleted_on_one_node_ends_streams_on_the_other_at_once() =>
        await EndsAsync(TimeSpan.FromSeconds(4), settings: []);

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task Without_redis_it_takes_some_seconds() => await EndsAsync(TimeSpan.FromSeconds(20), "--ConnectionStrings:Redis=");

    private static async Task EndsAsync(TimeSpan within, params string[] settings)
    {
        using var folder = new TempFolder(onRealServers: true);
        await using var simulator = await Service.QuickSimulatorAsync();
        await using var one = await Service.StartAsync(simulator, folder, settings);
        await using var two = await Service.StartAsync(simulator, folder, settings);
        simulator.Faults.Board.Hold.Set(closed: true);
        using var made = await one.Client.PostAsJsonAsync("/auth/api-keys", new { name = "streams" });
        var key = await made.JsonAsync();
        using var streams = await AllStreams.OpenAsync(two, key.Text("key"));

        (await one.StatusAsync($"/auth/api-keys/{key.GetProperty("api_key").Text("id")}", one.Token(), HttpMethod.Delete))
            .ShouldBe(HttpStatusCode.NoContent);

        await streams.ShouldEndAsync(within);
    }
}
