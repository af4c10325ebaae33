using ArtEngine.Generation.Domain.Erasure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class ErasureConfiguration : IEntityTypeConfiguration<UserErasure>
{
    public void Configure(EntityTypeBuilder<UserErasure> builder)
    {
        builder.ToTable("erasures").HasKey(erasure => erasure.UserId);
        builder.Property(erasure => erasure.UserId).ValueGeneratedNever();
    }
}
