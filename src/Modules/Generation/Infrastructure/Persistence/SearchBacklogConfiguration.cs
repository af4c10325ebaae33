using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class WordsBacklogConfiguration : IEntityTypeConfiguration<WordsBacklog>
{
    public void Configure(EntityTypeBuilder<WordsBacklog> builder)
    {
        builder.ToTable("words_backlog").HasKey(backlog => backlog.Id);
        builder.Property(backlog => backlog.Id).ValueGeneratedNever();
    }
}
