using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

internal sealed class ComfyUiServers(IWakeups wakeups, IOptions<ComfyUiOptions> options, TimeProvider clock, ILoggerFactory logs) : IRenderServers, IDisposable
{
    private readonly ConcurrentDictionary<Address, Lazy<ComfyUiServer>> _servers = new();

    public IRenderServer Of(Backend backend) =>
        _servers.GetOrAdd(new(backend.Name, backend.Url, backend.Headers), address => new(() => Connect(address))).Value;

    public void Dispose()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
        {
            server.Value.Dispose();
        }
    }

    private ComfyUiServer Connect(Address address)
    {
        var root = new Uri(address.Url.TrimEnd('/') + "/");
        var headers = address.Headers is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(address.Headers)!;
        var socket = new ComfyUiSocket(root, headers, () => wakeups.RingHere(Topics.Server(address.Name)), logs.CreateLogger<ComfyUiSocket>());
        return new(address.Name, new(root, headers, clock), socket, options.Value.EffectivePreviewMethod, clock);
    }

    private sealed record Address(string Name, string Url, string? Headers);
}
