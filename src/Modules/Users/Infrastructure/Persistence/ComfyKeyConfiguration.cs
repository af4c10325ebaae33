using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class ComfyKeyConfiguration : IEntityTypeConfiguration<ComfyKey>
{
    public void Configure(EntityTypeBuilder<ComfyKey> builder)
    {
        builder.ToTable("comfy_keys").HasKey(key => key.UserId);
        builder.Property(key => key.UserId).ValueGeneratedNever();
    }
}
