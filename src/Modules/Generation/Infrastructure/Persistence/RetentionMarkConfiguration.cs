using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class RetentionMarkConfiguration : IEntityTypeConfiguration<RetentionMark>
{
    public void Configure(EntityTypeBuilder<RetentionMark> builder)
    {
        builder.ToTable("retention").HasKey(mark => mark.Id);
        builder.Property(mark => mark.Id).ValueGeneratedNever();
    }
}
