using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Workflows.Domain.Templates;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

internal sealed class WorkflowsDbContext(DbContextOptions<WorkflowsDbContext> options) : ModuleDbContext(options)
{
    public const string Name = "workflows";

    protected override string Schema => Name;

    public DbSet<KeptTemplate> Templates => Set<KeptTemplate>();

    public DbSet<StoredWorkflow> Workflows => Set<StoredWorkflow>();
}
