using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class LinkKeyConfiguration : IEntityTypeConfiguration<LinkKey>
{
    public void Configure(EntityTypeBuilder<LinkKey> builder)
    {
        builder.ToTable("link_keys").HasKey(key => key.Id);
        builder.Property(key => key.Id).ValueGeneratedNever();
    }
}
