using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class JobPictureConfiguration : IEntityTypeConfiguration<JobPicture>
{
    public void Configure(EntityTypeBuilder<JobPicture> builder) =>
        builder.ToTable("job_pictures").HasKey(picture => new { picture.JobId, picture.NodeId, picture.Input });
}
