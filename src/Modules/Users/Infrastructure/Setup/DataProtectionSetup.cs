using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Setup;

/// <summary>
/// Where the keys lie that encrypt what users entrust to the service: where all nodes can read them. The first one is made when a node
/// starts, and nodes of one database start one after the other.
/// </summary>
internal static class DataProtectionSetup
{
    public static void AddKeyRing(this IServiceCollection services, IConfiguration configuration)
    {
        var ring = services.AddDataProtection().SetApplicationName("art-engine");
        // It warns that the keys lie there as they are, which the documents say.
        services.AddLogging(logging => logging.AddFilter(typeof(KeyManagementOptions).Namespace, LogLevel.Error));
        if (PostgresOptions.IsChosen(configuration))
        {
            ring.PersistKeysToDbContext<UsersDbContext>();
            return;
        }

        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new FileSystemXmlRepository(
                new(Path.Combine(provider.GetRequiredService<DataOptions>().DataDirectory, "key-ring")),
                provider.GetRequiredService<ILoggerFactory>())));
    }
}
