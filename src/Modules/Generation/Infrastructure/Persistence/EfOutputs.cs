using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfOutputs(IDbContextFactory<GenerationDbContext> contexts) : IOutputs
{
    public async Task<JobOutput?> FindAsync(Guid outputId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking()
            .Where(output => output.Id == outputId && db.Jobs.Any(job => job.Id == output.JobId && job.UserId == userId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<JobOutput?> FindAsync(Guid outputId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking().SingleOrDefaultAsync(output => output.Id == outputId, cancellationToken);
    }
}
