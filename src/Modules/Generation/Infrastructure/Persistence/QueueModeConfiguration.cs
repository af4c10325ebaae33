using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class QueueModeConfiguration : IEntityTypeConfiguration<QueueModeRow>
{
    public void Configure(EntityTypeBuilder<QueueModeRow> builder)
    {
        builder.ToTable("queue_mode").HasKey(mode => mode.Id);
        builder.Property(mode => mode.Id).ValueGeneratedNever();
    }
}
