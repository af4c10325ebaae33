using ArtEngine.Generation.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<Erasure>
{
    public void Configure(EntityTypeBuilder<Erasure> builder)
    {
        builder.ToTable("erasures").HasKey(erasure => erasure.UserId);
        builder.Property(erasure => erasure.UserId).ValueGeneratedNever();
    }
}
