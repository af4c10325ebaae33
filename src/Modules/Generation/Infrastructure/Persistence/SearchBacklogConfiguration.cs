using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class SearchBacklogConfiguration : IEntityTypeConfiguration<SearchBacklog>
{
    public void Configure(EntityTypeBuilder<SearchBacklog> builder)
    {
        builder.ToTable("search_backlog").HasKey(backlog => backlog.Id);
        builder.Property(backlog => backlog.Id).ValueGeneratedNever();
    }
}
