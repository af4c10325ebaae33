using ArtEngine.Generation.Domain.Backends;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class BackendConfiguration : IEntityTypeConfiguration<Backend>
{
    public void Configure(EntityTypeBuilder<Backend> builder)
    {
        builder.ToTable("backends").HasKey(backend => backend.Name);
        builder.Property(backend => backend.State).HasConversion<string>();
        builder.Property(backend => backend.Epoch).IsConcurrencyToken();
    }
}
