using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>How modules switch on the delivery of their facts.</summary>
public static class OutboxSetup
{
    /// <summary>Delivers what the module's context stored in its outbox.</summary>
    public static void AddOutbox<TContext>(this IServiceCollection services)
        where TContext : DbContext =>
        services.AddQuartz(quartz => quartz.KeepRunning<DeliverOutboxJob<TContext>>($"deliver-outbox:{typeof(TContext).Name}"));
}
