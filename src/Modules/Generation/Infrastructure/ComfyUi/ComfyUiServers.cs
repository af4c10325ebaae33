using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

internal sealed class ComfyUiServers(IWakeups wakeups, TimeProvider clock, ILoggerFactory logs) : IRenderServers, IDisposable
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

    private ComfyUiServer Connect(Address address) => new(
        address.Name,
        address.Url,
        address.Headers is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(address.Headers)!,
        wakeups,
        clock,
        logs.CreateLogger<ComfyUiSocket>());

    private sealed record Address(string Name, string Url, string? Headers);
}
