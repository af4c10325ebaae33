using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class ImageJobConfiguration : IEntityTypeConfiguration<ImageJob>
{
    public void Configure(EntityTypeBuilder<ImageJob> builder)
    {
        builder.ToTable("jobs").HasKey(job => job.Sequence);
        builder.Property(job => job.Sequence).ValueGeneratedOnAdd();
        builder.HasAlternateKey(job => job.Id);
        builder.Property(job => job.Status).HasConversion<string>();
        builder.Property(job => job.Revision).IsConcurrencyToken();
        builder.HasMany(job => job.Attempts).WithOne().HasForeignKey(attempt => attempt.JobId).HasPrincipalKey(job => job.Id);
        builder.HasMany(job => job.Outputs).WithOne().HasForeignKey(output => output.JobId).HasPrincipalKey(job => job.Id);
        builder.HasMany(job => job.Pictures).WithOne().HasForeignKey(picture => picture.JobId).HasPrincipalKey(job => job.Id);
    }
}
