using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class PlanConfiguration : IEntityTypeConfiguration<Plan>
{
    public void Configure(EntityTypeBuilder<Plan> builder)
    {
        builder.ToTable("plans").HasKey(plan => plan.Name);
        builder.Property(plan => plan.Workflows!).IsTextList();
    }
}
