using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class JobWordsConfiguration : IEntityTypeConfiguration<JobWords>
{
    public void Configure(EntityTypeBuilder<JobWords> builder)
    {
        builder.ToTable("job_words").HasKey(words => words.Sequence);
        builder.Property(words => words.Sequence).ValueGeneratedNever();
    }
}
