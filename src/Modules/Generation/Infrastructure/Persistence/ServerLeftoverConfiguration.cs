using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class ServerLeftoverConfiguration : IEntityTypeConfiguration<ServerLeftover>
{
    public void Configure(EntityTypeBuilder<ServerLeftover> builder)
    {
        builder.ToTable("server_leftovers").HasKey(leftover => leftover.AttemptId);
        builder.Property(leftover => leftover.AttemptId).ValueGeneratedNever();
    }
}
