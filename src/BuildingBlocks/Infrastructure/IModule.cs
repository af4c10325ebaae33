using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure;

/// <summary>The only public type of a module's assembly: what the host needs to switch it on.</summary>
public interface IModule
{
    /// <summary>Registers the module's ports, adapters, options, database context and jobs.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Maps the module's routes. Routes need a signed-in user unless they say otherwise.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);
}
