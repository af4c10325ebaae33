using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Telemetry.Infrastructure.Persistence;

internal sealed class TelemetryDbContext(DbContextOptions<TelemetryDbContext> options) : ModuleDbContext(options)
{
    public const string Name = "telemetry";

    protected override string Schema => Name;

    public DbSet<Usage> Usage => Set<Usage>();

    public DbSet<ProgramUsage> ProgramUsage => Set<ProgramUsage>();

    public DbSet<AuditRow> Audit => Set<AuditRow>();

    public DbSet<CountedJob> CountedJobs => Set<CountedJob>();

    public DbSet<UserTombstone> Tombstones => Set<UserTombstone>();
}
