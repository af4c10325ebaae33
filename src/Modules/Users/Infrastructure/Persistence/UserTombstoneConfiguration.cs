using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class UserTombstoneConfiguration : IEntityTypeConfiguration<UserTombstone>
{
    public void Configure(EntityTypeBuilder<UserTombstone> builder) => builder.ToTable("erased_users").HasKey(erased => erased.Subject);
}
