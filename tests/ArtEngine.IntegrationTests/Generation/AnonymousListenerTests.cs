using System.Net;
using System.Net.WebSockets;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Listeners of the queue whom nobody knows: an address may hold so many, and signed-in users hold theirs.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class AnonymousListenerTests
{
    private const string Limit = "--Generation:MaxAnonymousStreamsPerAddress=2";

    [Fact]
    public async Task An_address_holds_so_many_sockets_and_when_one_closes_another_may_open()
    {
        await using var service = await Service.StartAsync(settings: Limit);
        using var first = await ConnectAsync(service);
        using var second = await ConnectAsync(service);

        await ShouldBeRefusedAsync(service);
        using var signedIn = await ConnectAsync(service, token: service.Token());

        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await TryConnectAsync(service))
        {
            await Task.Delay(50, patience.Token);
        }
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_callers_address_counts()
    {
        await using var service = await Service.StartAsync(settings: [Limit, "--Proxy:Trusted:0=127.0.0.0/8"]);
        using var first = await ConnectAsync(service, forwardedFor: "203.0.113.1");
        using var second = await ConnectAsync(service, forwardedFor: "203.0.113.1");

        await ShouldBeRefusedAsync(service, "203.0.113.1");
        using var other = await ConnectAsync(service, forwardedFor: "203.0.113.2");
        // Addresses of one household.
        using var third = await ConnectAsync(service, forwardedFor: "2001:db8:1:2::3");
        using var fourth = await ConnectAsync(service, forwardedFor: "2001:db8:1:2:ffff::4");
        await ShouldBeRefusedAsync(service, "2001:db8:1:2:5::5");
    }

    [Fact]
    public async Task From_anybody_else_the_header_says_nothing()
    {
        await using var service = await Service.StartAsync(settings: [Limit, "--Proxy:Trusted:0=10.0.0.2"]);
        using var first = await ConnectAsync(service, forwardedFor: "203.0.113.1");
        using var second = await ConnectAsync(service, forwardedFor: "203.0.113.2");

        await ShouldBeRefusedAsync(service, "203.0.113.3");
    }

    [Fact]
    public async Task What_is_no_address_of_a_proxy_stops_the_start() =>
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => Service.StartAsync(settings: "--Proxy:Trusted:0=proxy.example.com"))).Message.ShouldContain("Proxy:Trusted");

    private static async Task<ClientWebSocket> ConnectAsync(Service service, string? forwardedFor = null, string? token = null)
    {
        var socket = new ClientWebSocket();
        if (forwardedFor is not null)
        {
            socket.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        }

        if (token is not null)
        {
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{service.Address.Authority}/websocket/queue-status"), default);
        }
        catch (WebSocketException) when (socket.HttpStatusCode == HttpStatusCode.TooManyRequests)
        {
            socket.Dispose();
            throw new HttpRequestException("refused", null, HttpStatusCode.TooManyRequests);
        }

        return socket;
    }

    private static async Task<bool> TryConnectAsync(Service service)
    {
        try
        {
            using var socket = await ConnectAsync(service);
            return true;
        }
        catch (HttpRequestException refused) when (refused.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return false;
        }
    }

    private static async Task ShouldBeRefusedAsync(Service service, string? forwardedFor = null) =>
        (await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(service, forwardedFor)))
            .StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
}
