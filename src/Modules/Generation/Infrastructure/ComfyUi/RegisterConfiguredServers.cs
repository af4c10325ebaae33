using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Brings the servers of the settings into the database when the host starts. One that left the settings finishes what it has and is
/// forgotten; the node that started last is right.
/// </summary>
internal sealed class RegisterConfiguredServers(IBackends backends, IOptions<ComfyUiOptions> options, TimeProvider clock)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var server in options.Value.Servers)
        {
            await EnlistAsync(server, cancellationToken);
        }

        var named = options.Value.Servers.Select(server => server.EffectiveName).ToHashSet();
        var known = await backends.ListAsync(cancellationToken);
        foreach (var backend in known.Where(backend => backend.IsFromSettings && !named.Contains(backend.Name)))
        {
            await backends.ChangeAsync(backend.Name, left => left.Turn(BackendState.Removing), cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnlistAsync(ComfyUiServerOptions server, CancellationToken cancellationToken)
    {
        var headers = server.Headers.Count == 0 ? null : JsonSerializer.Serialize(server.Headers);
        var added = Backend.Add(
            server.EffectiveName, server.Url, server.Weight, server.Depth, headers, isFromSettings: true, clock.GetUtcNow());
        if (!await backends.AddAsync(added, cancellationToken))
        {
            await backends.ChangeAsync(server.EffectiveName, known => known.TakeOver(added), cancellationToken);
        }
    }
}
