using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class TenantTombstoneConfiguration : IEntityTypeConfiguration<TenantTombstone>
{
    public void Configure(EntityTypeBuilder<TenantTombstone> builder)
    {
        builder.ToTable("erased_tenants").HasKey(tenant => tenant.Id);
        builder.Property(tenant => tenant.Id).ValueGeneratedNever();
    }
}
