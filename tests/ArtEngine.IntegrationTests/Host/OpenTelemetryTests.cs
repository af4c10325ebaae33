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
