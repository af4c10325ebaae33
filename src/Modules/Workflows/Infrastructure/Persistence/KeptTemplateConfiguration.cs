using ArtEngine.Workflows.Domain.Templates;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

internal sealed class KeptTemplateConfiguration : IEntityTypeConfiguration<KeptTemplate>
{
    public void Configure(EntityTypeBuilder<KeptTemplate> builder) => builder.ToTable("templates").HasKey(template => template.Key);
}
