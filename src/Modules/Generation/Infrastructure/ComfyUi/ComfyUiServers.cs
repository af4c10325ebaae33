using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

internal sealed class ComfyUiServers(ISignals signals, IOptions<ComfyUiOptions> options, TimeProvider clock, ILoggerFactory logs)
    : IRenderServers, IDisposable
{
    private readonly ConcurrentDictionary<Address, Lazy<ComfyUiServer>> _servers = new();

    /// <summary>Those that were out of date and at rest at the last look.</summary>
    private HashSet<Address> _resting = [];

    public IRenderServer Of(Backend backend) => _servers.GetOrAdd(AddressOf(backend), address => new(() => Connect(address))).Value;

    /// <summary>
    /// Disposes of servers at addresses that none of these has, once nobody has used them between two calls of this: who
    /// asked for a server just now may be about to use it.
    /// </summary>
    public void ForgetAllBut(IEnumerable<Backend> backends)
    {
        var current = backends.Select(AddressOf).ToHashSet();
        var resting = _servers.Where(known => !current.Contains(known.Key) && known.Value is { IsValueCreated: true, Value.IsAtRest: true })
            .Select(known => known.Key).ToHashSet();
        foreach (var address in resting.Intersect(_resting).ToList())
        {
            if (_servers.TryRemove(address, out var server))
            {
                server.Value.Dispose();
            }

            resting.Remove(address);
        }

        _resting = resting;
    }

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

        var socket = new ComfyUiSocket(
            at.Root, headers, () => signals.NotifyLocal(Topics.Server(address.Name)), clock, logs.CreateLogger<ComfyUiSocket>());
        var extras = new ComfyUiExtras(options.Value.EffectivePreviewMethod, ApiKeyOf(address.Name));
        return new(address.Name, new(at.Root, headers, clock), socket, extras, clock);
    }

    /// <summary>Of servers in the settings; it is in no row of the database.</summary>
    private string? ApiKeyOf(string name) =>
        options.Value.Servers.FirstOrDefault(server => server.HasValidUrl && server.EffectiveName == name)?.ComfyOrgApiKey;

    private static Address AddressOf(Backend backend) => new(backend.Name, backend.Url, backend.Headers);

    private sealed record Address(string Name, string Url, string? Headers);
}
