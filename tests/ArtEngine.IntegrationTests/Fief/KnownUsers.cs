using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>What a host keeps of users.</summary>
internal static class KnownUsers
{
    public static async Task<T> AskAsync<T>(this Service service, Func<UsersDbContext, Task<T>> question)
    {
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<UsersDbContext>>().CreateDbContextAsync();
        return await question(db);
    }

    public static Task<User?> UserAsync(this Service service, string subject) =>
        service.AskAsync(db => db.Users.SingleOrDefaultAsync(user => user.Subject == subject));

    public static Task<bool> IsErasedAsync(this Service service, string subject) =>
        service.AskAsync(db => db.IsErasedAsync(subject, default));

    public static Task<int> PendingRefreshesAsync(this Service service) => service.AskAsync(db => db.PendingRefreshes.CountAsync());

    /// <summary>Has them sign in here for the first time: Fief's news of others are not kept.</summary>
    public static async Task ComeAsync(this Service service, params IEnumerable<string> subjects)
    {
        foreach (var subject in subjects)
        {
            using var client = service.ClientOf(service.Token(subject));
            using var answer = await client.GetAsync(new Uri("/image/jobs", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            await Task.Delay(25, patience.Token);
        }
    }
}
