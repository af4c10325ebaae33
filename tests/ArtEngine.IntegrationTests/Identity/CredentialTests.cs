using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Where a token may stand, and where it may not.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class CredentialTests : IAsyncLifetime
{
    private const string Socket = "/websocket/queue-status";
    private const string Page = "https://page.example";

    private readonly ConcurrentQueue<string> _log = [];
    private Service _service = null!;

    // A scope that nobody has makes visible who was known, where everybody may come: 403 says "known".
    public async Task InitializeAsync()
    {
        _service = await Service.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(_ => new Lines(_log)),
            settings: ["--Identity:Cookie=session", $"--Cors:Origins:0={Page}", "--Identity:RequiredScopes:0=none-has-it", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace"]);
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_route_for_everybody_knows_the_user_of_a_token_and_refuses_one_who_lacks_something()
    {
        (await _service.StatusAsync("/queue", token: null)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/queue", "nonsense")).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/queue", _service.Token())).ShouldBe(HttpStatusCode.Forbidden);
        (await _service.StatusAsync("/health/live", _service.Token())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_query_is_for_sockets_only_and_its_token_is_not_logged()
    {
        var token = _service.Token();
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        (await _service.StatusAsync($"/image/jobs?access_token={token}", token: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _service.StatusAsync($"/queue?access_token={token}", token: null)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _service.StatusAsync($"{Socket}?access_token={token}&x=1", token: null)).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync($"?access_token={token}")).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync("?access_token=nonsense")).ShouldBe(HttpStatusCode.SwitchingProtocols);

        traced.ShouldContain(line => line.Contains(Socket, StringComparison.Ordinal));
        // The client of this test traces too, and takes the query out itself.
        traced.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
        _log.ShouldNotBeEmpty();
        _log.ShouldNotContain(line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_socket_may_offer_the_token_as_a_subprotocol_and_is_answered_the_other_one()
    {
        (await ConnectAsync("", "art-engine", $"bearer.{_service.Token()}")).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync("", "art-engine")).ShouldBe(HttpStatusCode.SwitchingProtocols);

        await using var service = await Service.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("art-engine");
        socket.Options.AddSubProtocol($"bearer.{service.Token()}");
        await socket.ConnectAsync(new Uri($"ws://{service.Address.Authority}{Socket}"), CancellationToken.None);
        socket.SubProtocol.ShouldBe("art-engine");
    }

    [Theory]
    [InlineData("GET", null, null, true)]
    [InlineData("HEAD", null, null, true)]
    [InlineData("GET", "cross-site", null, true)]
    [InlineData("POST", null, null, false)]
    [InlineData("POST", "cross-site", null, false)]
    [InlineData("POST", "same-site", null, false)]
    [InlineData("POST", "none", null, false)]
    [InlineData("POST", "same-origin", null, true)]
    [InlineData("POST", null, "https://evil.example", false)]
    [InlineData("POST", null, "null", false)]
    [InlineData("POST", null, "SELF", true)]
    [InlineData("POST", "cross-site", "SELF", false)]
    [InlineData("DELETE", null, null, false)]
    public async Task A_cookie_counts_for_what_only_reads_and_for_our_own_pages(string method, string? site, string? origin, bool isKnown)
    {
        List<(string, string)> headers = [("Cookie", $"session={_service.Token()}")];
        if (site is not null)
        {
            headers.Add(("Sec-Fetch-Site", site));
        }

        if (origin is not null)
        {
            headers.Add(("Origin", origin == "SELF" ? _service.Address.ToString().TrimEnd('/') : origin));
        }

        var path = method is "GET" or "HEAD" ? "/image/outputs/00000000-0000-0000-0000-000000000000" : method == "POST"
            ? "/image/generate"
            : "/auth/api-keys/00000000-0000-0000-0000-000000000000";
        var status = await _service.StatusAsync(path, token: null, new(method), [.. headers]);

        status.ShouldBe(isKnown ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_sites_socket_does_not_get_in_with_our_cookie()
    {
        // Not even that of a site whose pages may call: it is a socket without a user.
        (await ConnectAsync("", socket =>
        {
            socket.Options.SetRequestHeader("Cookie", $"session={_service.Token()}");
            socket.Options.SetRequestHeader("Origin", Page);
        })).ShouldBe(HttpStatusCode.SwitchingProtocols);
        (await ConnectAsync("", socket => socket.Options.SetRequestHeader("Origin", "https://evil.example")))
            .ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync("", socket =>
        {
            socket.Options.SetRequestHeader("Cookie", $"session={_service.Token()}");
            socket.Options.SetRequestHeader("Origin", $"http://{_service.Address.Authority}");
        })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Cookies_are_not_looked_at_unless_one_is_named()
    {
        await using var service = await Service.StartAsync();
        (await service.StatusAsync("/image/jobs", token: null, headers: ("Cookie", $"session={service.Token()}")))
            .ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<HttpStatusCode> ConnectAsync(string query, params string[] protocols) => ConnectAsync(query, socket =>
    {
        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }
    });

    private async Task<HttpStatusCode> ConnectAsync(string query, Action<ClientWebSocket> prepare)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        prepare(socket);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{_service.Address.Authority}{Socket}{query}"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status tells why.
        }

        return socket.HttpStatusCode;
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
