using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class RenderAttemptConfiguration : IEntityTypeConfiguration<RenderAttempt>
{
    public void Configure(EntityTypeBuilder<RenderAttempt> builder)
    {
        builder.ToTable("render_attempts").HasKey(attempt => attempt.Id);
        builder.Property(attempt => attempt.Id).ValueGeneratedNever();
        builder.Property(attempt => attempt.State).HasConversion<string>();
    }
}
