using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

internal sealed class StoredWorkflowConfiguration : IEntityTypeConfiguration<StoredWorkflow>
{
    public void Configure(EntityTypeBuilder<StoredWorkflow> builder) => builder.ToTable("workflows").HasKey(workflow => workflow.Name);
}
