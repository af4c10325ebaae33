using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class ErasedTenantConfiguration : IEntityTypeConfiguration<ErasedTenant>
{
    public void Configure(EntityTypeBuilder<ErasedTenant> builder)
    {
        builder.ToTable("erased_tenants").HasKey(tenant => tenant.Id);
        builder.Property(tenant => tenant.Id).ValueGeneratedNever();
    }
}
