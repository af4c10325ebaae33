using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Telemetry.Infrastructure.Persistence;

internal sealed class UsageConfiguration
    : IEntityTypeConfiguration<Usage>, IEntityTypeConfiguration<ProgramUsage>, IEntityTypeConfiguration<CountedJob>,
    IEntityTypeConfiguration<UserTombstone>
{
    public void Configure(EntityTypeBuilder<Usage> builder) =>
        builder.ToTable("usage").HasKey(usage => new { usage.UserId, usage.Day, usage.Workflow });

    public void Configure(EntityTypeBuilder<ProgramUsage> builder) =>
        builder.ToTable("program_usage").HasKey(usage => new { usage.UserId, usage.Day });

    public void Configure(EntityTypeBuilder<CountedJob> builder)
    {
        builder.ToTable("counted_jobs").HasKey(job => job.JobId);
        builder.Property(job => job.JobId).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<UserTombstone> builder)
    {
        builder.ToTable("erased_users").HasKey(user => user.UserId);
        builder.Property(user => user.UserId).ValueGeneratedNever();
    }
}
