using System.Net;
using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>WebSockets and event streams end with what let their listener in.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class StreamEndTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly StandingClock _clock = new();

    [Fact]
    public async Task Streams_end_when_the_token_expires()
    {
        var key = new TestKey("first");
        await using var issuer = (await StubIssuer.StartAsync()).Serve(() => [key]);
        await using var service = await Calls.StartAsync(_clock, issuer.AsFief());
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var streams = await AllStreams.OpenAsync(service, key.Token(_clock.Now, claims =>
            claims["exp"] = _clock.Now.AddMinutes(5).ToUnixTimeSeconds()));
        using var longer = await AllStreams.OpenAsync(service, key.Token(_clock.Now));

        // A token is good for a minute longer, as clocks differ.
        _clock.Now += TimeSpan.FromMinutes(6) + TimeSpan.FromSeconds(1);

        await streams.ShouldEndAsync(Soon);
        await longer.ShouldGoOnAsync();
    }

    [Fact]
    public async Task Streams_end_when_the_key_is_deleted()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        var (id, key) = await KeyAsync(service);
        using var streams = await AllStreams.OpenAsync(service, key);
        using var others = await AllStreams.OpenAsync(service, service.Token());

        (await service.StatusAsync($"/auth/api-keys/{id}", service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);

        await streams.ShouldEndAsync(Soon);
        await others.ShouldGoOnAsync();
    }

    [Fact]
    public async Task Streams_end_when_the_user_is_erased()
    {
        await using var service = await Service.StartAsync(settings: FiefSender.Setting);
        await using var fief = FiefSender.To(service);
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        var subject = Guid.NewGuid().ToString();
        using var streams = await AllStreams.OpenAsync(service, service.Token(subject));
        using var others = await AllStreams.OpenAsync(service, service.Token());

        await fief.TellAsync("user.deleted", FiefSender.User(subject, "ada@example.com", DateTimeOffset.UtcNow));

        await streams.ShouldEndAsync(Soon);
        await others.ShouldGoOnAsync();
    }

    private static async Task<(string Id, string Key)> KeyAsync(Service service)
    {
        using var made = await service.Client.PostAsJsonAsync("/auth/api-keys", new { name = "streams" });
        var key = await made.JsonAsync();
        return (key.GetProperty("api_key").Text("id"), key.Text("key"));
    }
}
