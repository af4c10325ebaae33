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

    public IRenderServer Of(Backend backend) => _servers.GetOrAdd(AddressOf(backend), address => new(() => Connect(address))).Value;

    public void Dispose()
    {
        foreach (var server in _servers.Values.Where(server => server.IsValueCreated))
        {
            server.Value.Dispose();
        }
    }

    private ComfyUiServer Connect(Address address)
    {
        var at = BackendAddress.Read(address.Url);
        var given = address.Headers is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(address.Headers)!;
        var headers = new Dictionary<string, string>(given, StringComparer.OrdinalIgnoreCase);
        if (at.Authorization is not null)
        {
            headers.TryAdd("Authorization", at.Authorization);
        }

        return new(address.Name, at.Root.ToString(), headers, wakeups, clock, logs.CreateLogger<ComfyUiSocket>());
    }

    private static Address AddressOf(Backend backend) => new(backend.Name, backend.Url, backend.Headers);

    private sealed record Address(string Name, string Url, string? Headers);
}
