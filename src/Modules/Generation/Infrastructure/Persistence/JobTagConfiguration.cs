using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class JobTagConfiguration : IEntityTypeConfiguration<JobTag>
{
    public void Configure(EntityTypeBuilder<JobTag> builder) =>
        builder.ToTable("job_tags").HasKey(tag => new { tag.UserId, tag.Name, tag.Value, tag.Sequence });
}
