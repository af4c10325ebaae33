using ArtEngine.Workflows.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfTemplateUse(IDbContextFactory<GenerationDbContext> contexts) : ITemplateUse
{
    public async Task<IReadOnlySet<string>> NamedAsync(IReadOnlyCollection<string> templateKeys, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in templateKeys)
        {
            // One look into the index each, however many jobs there are.
            if (await db.Jobs.AnyAsync(job => job.TemplateKey == key, cancellationToken) ||
                await db.Batches.AnyAsync(batch => batch.TemplateKey == key, cancellationToken))
            {
                named.Add(key);
            }
        }

        return named;
    }
}
