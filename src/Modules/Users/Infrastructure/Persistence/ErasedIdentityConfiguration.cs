using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class ErasedIdentityConfiguration : IEntityTypeConfiguration<ErasedIdentity>
{
    public void Configure(EntityTypeBuilder<ErasedIdentity> builder) =>
        builder.ToTable("erased_identities").HasKey(erased => new { erased.Issuer, erased.Subject });
}
