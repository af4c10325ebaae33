using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class ImageJobConfiguration : IEntityTypeConfiguration<ImageJob>
{
    /// <summary>The number of the change that stored the row last; the database writes it.</summary>
    public const string Changed = "Changed";

    /// <summary>The number of the terms under which it was said last when the job expires.</summary>
    public const string ReviewedUnder = "ReviewedUnder";

    public void Configure(EntityTypeBuilder<ImageJob> builder)
    {
        builder.ToTable("jobs").HasKey(job => job.Sequence);
        builder.Property(job => job.Sequence).ValueGeneratedOnAdd();
        builder.HasAlternateKey(job => job.Id);
        builder.Property(job => job.Status).HasConversion<string>();
        builder.Property(job => job.Revision).IsConcurrencyToken();
        var changed = builder.Property<long>(Changed).Metadata;
        changed.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        changed.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.Property<int>(ReviewedUnder).HasDefaultValue(0);
        builder.HasMany(job => job.Attempts).WithOne().HasForeignKey(attempt => attempt.JobId).HasPrincipalKey(job => job.Id);
        builder.HasMany(job => job.Outputs).WithOne().HasForeignKey(output => output.JobId).HasPrincipalKey(job => job.Id);
        builder.HasMany(job => job.Pictures).WithOne().HasForeignKey(picture => picture.JobId).HasPrincipalKey(job => job.Id);
    }
}
