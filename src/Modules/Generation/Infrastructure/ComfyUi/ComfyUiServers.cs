using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

internal sealed class ComfyUiServers(IOptions<ComfyUiOptions> options, IWakeups wakeups, ILoggerFactory logs) : IRenderServers, IDisposable
{
    private readonly List<ComfyUiServer> _servers =
    [
        .. options.Value.Servers.Select(server => new ComfyUiServer(server, wakeups, logs.CreateLogger<ComfyUiSocket>())),
    ];

    public IReadOnlyList<IRenderServer> All => _servers;

    public IRenderServer ByName(string name) => _servers.Find(server => server.Name == name)
        ?? throw new AppException(ErrorKind.NotFound, "unknown_server", $"No ComfyUI server named {name} is configured.");

    public void Dispose() => _servers.ForEach(server => server.Dispose());
}
