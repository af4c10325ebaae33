using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

/// <summary>Changes that nodes remember what they change of, and so are told of.</summary>
internal static class ExclusiveChanges
{
    /// <summary>One change at a time in the whole cluster, in one transaction.</summary>
    /// <param name="contexts">Where.</param>
    /// <param name="change">What to change; it is saved afterwards.</param>
    /// <param name="tell">Says that there may be something new, whatever came of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> ChangeAsync<T>(
        this IDbContextFactory<UsersDbContext> contexts, Func<UsersDbContext, Task<T>> change, Action tell,
        CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            return await db.RunExclusiveAsync(
                async () =>
                {
                    var answer = await change(db);
                    await db.SaveChangesAsync(cancellationToken);
                    return answer;
                },
                cancellationToken);
        }
        finally
        {
            // Whoever leaves during the commit does not know whether it came to it.
            tell();
        }
    }
}
