using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Host.Swagger;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ArtEngine.Host.Startup;

/// <summary>What an operator wants to know at start, on a few lines.</summary>
internal static class Banner
{
    public static void Print(IServiceProvider services, TextWriter output)
    {
        var address = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        IEnumerable<ComponentInfo> lines =
        [
            new("address", address),
            .. SwaggerSetup.IsOn(services) ? [new("swagger", $"{address}/swagger")] : Array.Empty<ComponentInfo>(),
            .. services.GetServices<ComponentInfo>(),
        ];
        output.WriteLine("Art Engine is ready");
        foreach (var line in lines)
        {
            output.WriteLine($"  {line.Name,-10} {line.Adapter}");
        }
    }
}
