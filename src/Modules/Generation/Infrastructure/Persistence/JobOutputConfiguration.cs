using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class JobOutputConfiguration : IEntityTypeConfiguration<JobOutput>
{
    public void Configure(EntityTypeBuilder<JobOutput> builder)
    {
        builder.ToTable("outputs").HasKey(output => output.Id);
        builder.Property(output => output.Id).ValueGeneratedNever();
        builder.Ignore(output => output.At);
    }
}
