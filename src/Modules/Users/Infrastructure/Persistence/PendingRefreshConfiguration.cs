using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class RereadConfiguration : IEntityTypeConfiguration<Reread>
{
    public void Configure(EntityTypeBuilder<Reread> builder) => builder.ToTable("user_rereads").HasKey(reread => reread.Subject);
}
