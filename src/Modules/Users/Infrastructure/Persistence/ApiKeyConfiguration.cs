using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys").HasKey(key => key.Id);
        builder.Property(key => key.Id).ValueGeneratedNever();
        // Told to EF so that it deletes an expired key before it gives its place to another one.
        builder.HasIndex(key => new { key.UserId, key.Place }).IsUnique();
        builder.Property(key => key.Permissions).IsTextList();
    }
}
