using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>Ways to ComfyUI servers.</summary>
internal interface IRenderServers
{
    /// <summary>The way to this server; the same one as long as its address stays.</summary>
    IRenderServer Of(Backend backend);
}
