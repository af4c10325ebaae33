using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class PendingRefreshConfiguration : IEntityTypeConfiguration<PendingRefresh>
{
    public void Configure(EntityTypeBuilder<PendingRefresh> builder) => builder.ToTable("user_rereads").HasKey(reread => reread.Subject);
}
