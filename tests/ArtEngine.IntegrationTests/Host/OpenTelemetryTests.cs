using System.Collections.Concurrent;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Traces and metrics reach a collector that speaks OTLP over HTTP.</summary>
public sealed class OpenTelemetryTests
{
    [Fact]
    public async Task A_request_is_traced_and_measured_at_the_collector()
    {
        var collector = ServerProcess.FreeAddress();
        var received = new ConcurrentDictionary<string, string>();
        await using var stub = await StartCollectorAsync(collector, received);
        await using (var service = await Service.StartAsync(
            settings: [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"]))
        {
            (await service.Client.GetAsync("/workflows")).EnsureSuccessStatusCode();
        }

        received.Keys.ShouldBe(["/v1/metrics", "/v1/traces"], ignoreOrder: true);
        received["/v1/traces"].ShouldContain("art-engine");
        received["/v1/traces"].ShouldContain("Microsoft.AspNetCore");
        received["/v1/traces"].ShouldContain("/workflows");
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
            using var accepted = await service.Client.GenerateAsync(Jobs.Request(), ("traceparent", $"00-{traceId}-00f067aa0ba902b7-01"));
            await service.Client.WaitForEndAsync((await accepted.JsonAsync()).Text("id"));
        }

        var spans = SpansOf(traceId, received["/v1/traces"]);
        foreach (var expected in new[] { "Microsoft.AspNetCore.Hosting.HttpRequestIn", "submit prompt", "POST", "keep outputs", "GET" })
        {
            spans.ShouldContain(expected);
        }
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
