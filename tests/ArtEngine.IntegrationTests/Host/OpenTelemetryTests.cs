using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Traces and metrics reach a collector that speaks OTLP over HTTP.</summary>
public sealed class OpenTelemetryTests
{
    private static readonly (string, string)[] Upgrade =
        [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];

    [Fact]
    public async Task A_request_is_traced_and_measured_at_the_collector()
    {
        var collector = ServerProcess.FreeAddress();
        var received = new ConcurrentDictionary<string, string>();
        await using var stub = await StartCollectorAsync(collector, received);
        await using (var service = await Service.StartAsync(
            settings: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]))
        {
            using var answer = await GetAsync(service, "/workflows");
            answer.EnsureSuccessStatusCode();
        }

        received.Keys.ShouldBe(["/v1/metrics", "/v1/traces"], ignoreOrder: true);
        received["/v1/traces"].ShouldContain("art-engine");
        received["/v1/traces"].ShouldContain("Microsoft.AspNetCore");
        received["/v1/traces"].ShouldContain("GET /workflows");
        received["/v1/metrics"].ShouldContain("http.server.request.duration");
    }

    [Fact]
    public async Task A_job_is_one_trace_from_the_request_to_the_stored_output()
    {
        var collector = ServerProcess.FreeAddress();
        var received = new ConcurrentDictionary<string, string>();
        var traceId = Guid.NewGuid().ToString("N");
        await using var stub = await StartCollectorAsync(collector, received);
        await using (var service = await Service.StartAsync(
            settings: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]))
        {
            using var outside = SuppressInstrumentationScope.Begin();
            using var accepted = await service.Client.GenerateAsync(Jobs.Request(), ("traceparent", $"00-{traceId}-00f067aa0ba902b7-01"));
            await service.Client.WaitForEndAsync((await accepted.JsonAsync()).Text("id"));
        }

        var spans = SpansOf(traceId, received["/v1/traces"]);
        foreach (var expected in new[] { "POST /image/generate", "submit prompt", "POST", "keep outputs", "GET" })
        {
            spans.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task A_request_is_named_by_method_and_route_and_tells_what_it_was()
    {
        var (spans, id) = (new SpanRecorder(), Guid.NewGuid());
        await using (var service = await StartAsync(spans))
        {
            using var answer = await GetAsync(service, $"/image/jobs/{id}");
        }

        var span = spans.Single(span => span.GetTagItem("url.path") is string path && path.EndsWith($"{id}", StringComparison.Ordinal));
        span.DisplayName.ShouldBe("GET /image/jobs/{jobId:guid}");
        span.GetTagItem("http.request.method").ShouldBe("GET");
        span.GetTagItem("http.route").ShouldBe("/image/jobs/{jobId:guid}");
        span.GetTagItem("http.response.status_code").ShouldBe(404);
    }

    [Theory]
    [InlineData("/websocket/queue-status")]
    [InlineData("/websocket/preview")]
    [InlineData("/image/jobs")]
    public async Task A_token_in_a_query_is_in_no_span(string path)
    {
        var spans = new SpanRecorder();
        var token = $"secret{Guid.NewGuid():N}";
        await using (var service = await StartAsync(spans))
        {
            using var plain = await GetAsync(service, $"{path}?access_token={token}");
            using var upgraded = await GetAsync(service, $"{path}?access_token={token}", Upgrade);
        }

        spans.Where(span => Equals(span.GetTagItem("url.path"), path)).ShouldNotBeEmpty();
        spans.SelectMany(span => span.TagObjects).Select(tag => $"{tag.Value}").ShouldNotContain(value => value.Contains(token));
    }

    [RealServerFact(RealStack.PostgresVariable)]
    public async Task The_database_is_traced_within_requests_and_not_when_a_node_looks_by_the_clock()
    {
        using var folder = new TempFolder(onRealServers: true);
        var spans = new SpanRecorder();
        await using (var service = await StartAsync(spans, folder))
        {
            using var answer = await GetAsync(service, "/image/jobs");
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        var request = spans.First(span => span.DisplayName == "GET /image/jobs");
        var database = spans.Where(span => span.Source.Name == "Npgsql").ToList();
        database.ShouldContain(span => span.TraceId == request.TraceId);
        // Hosts of other tests in this process are recorded, too.
        var requests = spans.Where(span => span.Kind == ActivityKind.Server).Select(span => span.TraceId).ToHashSet();
        database.ShouldAllBe(span => requests.Contains(span.TraceId));
    }

    private static Task<Service> StartAsync(SpanRecorder spans, TempFolder? folder = null) => Service.StartAsync(
        builder => builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(spans)),
        folder: folder,
        settings: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={ServerProcess.FreeAddress()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]);

    /// <summary>Asks as somebody outside: the test's own client is in the host's process and would be traced, too.</summary>
    private static async Task<HttpResponseMessage> GetAsync(Service service, string path, params (string Name, string Value)[] headers)
    {
        using var outside = SuppressInstrumentationScope.Begin();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await service.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A span tells its trace id in field 1, its own id in 2, its parent's in 4, its flags in 16 and then its name in 5.</summary>
    private static IReadOnlyList<string> SpansOf(string traceId, string traces)
    {
        const int SpanId = 8;
        const int Parent = 10;
        var id = $"\u000a\u0010{Encoding.Latin1.GetString(Convert.FromHexString(traceId))}\u0012\u0008";
        return [.. traces.Split(id).Skip(1).Select(span =>
        {
            var name = span.IndexOf('\u002a', span[SpanId] == '\u0022' ? SpanId + Parent : SpanId);
            return span.Substring(name + 2, span[name + 1]);
        })];
    }

    private static async Task<WebApplication> StartCollectorAsync(Uri address, ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        app.MapPost("/v1/{kind}", async (HttpRequest request) =>
        {
            // Protobuf; names are plain text in it.
            using var reader = new StreamReader(request.Body, Encoding.Latin1);
            var body = await reader.ReadToEndAsync();
            received.AddOrUpdate(request.Path, body, (_, earlier) => earlier + body);
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync();
        return app;
    }
}
