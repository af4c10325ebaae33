using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>How modules get a <see cref="GroupCommit{TContext}"/>.</summary>
public static class CommitsSetup
{
    /// <summary>For what many store at the same time in the module's database.</summary>
    public static void AddGroupCommit<TContext>(this IServiceCollection services)
        where TContext : ModuleDbContext => services.AddSingleton(provider => new GroupCommit<TContext>(
        provider.GetRequiredService<IDbContextFactory<TContext>>(),
        provider.GetRequiredService<DatabaseCondition<TContext>>(),
        provider.GetRequiredService<ISignals>()));
}
