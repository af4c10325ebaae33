using System.Diagnostics;
using System.Net;
using ArtEngine.IntegrationTests.Hosting;
using Npgsql;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Fief repeats what is answered with an error, for some minutes.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class OutageTests
{
    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task While_the_database_is_away_events_are_asked_for_again_in_time()
    {
        using var folder = new TempFolder(onRealServers: true);
        var given = new NpgsqlConnectionStringBuilder(RealStack.PostgresOf(folder.Path));
        using var proxy = new CuttableProxy(new($"tcp://{given.Host}:{given.Port}"));
        var through = new NpgsqlConnectionStringBuilder(given.ConnectionString) { Host = proxy.Address.Host, Port = proxy.Address.Port };
        await using var service = await Service.StartAsync(
            folder: folder, settings: [$"--ConnectionStrings:Postgres={through}", FiefSender.Setting]);
        await using var fief = new FiefSender(service.Address);
        var user = FiefSender.User(Guid.NewGuid().ToString(), "ada@example.com", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

        proxy.Cut();
        var took = Stopwatch.StartNew();
        var answers = new List<HttpStatusCode>();
        for (var number = 0; number < 5; number++)
        {
            answers.Add(await fief.SendAsync("user.created", user));
        }

        proxy.Mend();
        answers.ShouldAllBe(answer => answer == HttpStatusCode.ServiceUnavailable);
        took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5 * 5));
        await KnownUsers.UntilAsync(async () => await fief.SendAsync("user.created", user) == HttpStatusCode.NoContent);
    }
}
