using ArtEngine.Generation.Application;
using ArtEngine.Generation.Domain;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Whatever the address, the same server.</summary>
internal sealed class OneServer(IRenderServer server) : IRenderServers
{
    public IRenderServer Of(Backend backend) => server;
}
