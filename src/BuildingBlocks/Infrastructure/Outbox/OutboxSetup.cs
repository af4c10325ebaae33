using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>How modules switch on the delivery of their integration events.</summary>
public static class OutboxSetup
{
    /// <summary>Delivers what the module's context stored in its outbox.</summary>
    public static void AddOutbox<TContext>(this IServiceCollection services)
        where TContext : DbContext =>
        services.AddClusterWorker<OutboxWorker<TContext>>($"deliver-outbox:{typeof(TContext).Name}");
}
