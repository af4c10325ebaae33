using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Whatever the address, the same server.</summary>
internal sealed class OneServer(IRenderServer server) : IRenderServers
{
    public IRenderServer Of(Backend backend) => server;
}
