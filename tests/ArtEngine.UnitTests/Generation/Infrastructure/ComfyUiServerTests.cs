using System.Net;
using System.Net.Sockets;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class ComfyUiServerTests
{
    [Fact]
    public async Task Who_loses_patience_while_a_server_refuses_is_told_of_one_of_the_two()
    {
        var (address, headers) = (new Uri($"http://127.0.0.1:{UnusedPort()}/"), new Dictionary<string, string>());
        using var server = new ComfyUiServer(
            "away", new(address, headers, TimeProvider.System), new(
                address, headers, () => { }, TimeProvider.System, NullLogger<ComfyUiSocket>.Instance), new(null, null),
            TimeProvider.System);
        for (var tries = 0; tries < 2_000; tries++)
        {
            // At any time around the refusal.
            using var patience = new CancellationTokenSource();
            var asking = server.FindEndAsync(Guid.NewGuid(), patience.Token);
            Thread.SpinWait(tries * 20);
            await patience.CancelAsync();
            var thrown = await Should.ThrowAsync<Exception>(asking);
            (thrown is RenderServerUnavailableException or OperationCanceledException).ShouldBeTrue(thrown.ToString());
        }
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
