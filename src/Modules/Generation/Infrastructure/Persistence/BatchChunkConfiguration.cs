using ArtEngine.Generation.Domain.Batches;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class BatchChunkConfiguration : IEntityTypeConfiguration<BatchChunk>
{
    public void Configure(EntityTypeBuilder<BatchChunk> builder)
    {
        builder.ToTable("batch_chunks").HasKey(chunk => new { chunk.BatchId, chunk.Number });
        builder.HasOne<Batch>().WithMany().HasForeignKey(chunk => chunk.BatchId);
    }
}
