using System.Net;
using ArtEngine.BuildingBlocks;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Who may do what.</summary>
public sealed class PermissionTests : IAsyncLifetime
{
    private const string Nothing = "00000000-0000-0000-0000-000000000000";

    private static readonly (string Method, string Path, string Needs)[] Routes =
    [
        ("POST", "/image/generate", "images:generate"),
        ("POST", $"/image/jobs/{Nothing}/cancel", "images:generate"),
        ("GET", "/image/jobs", "images:read"),
        ("GET", $"/image/jobs/{Nothing}", "images:read"),
        ("GET", $"/image/outputs/{Nothing}", "images:read"),
        ("HEAD", $"/image/outputs/{Nothing}", "images:read"),
        ("GET", "/metrics/summary", "admin"),
        ("GET", "/auth/user", ""),
        ("GET", "/auth/api-keys", ""),
        ("GET", "/workflows", ""),
    ];

    private readonly StandingClock _clock = new();
    private readonly TestKey _key = new("first");
    private StubIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = (await StubIssuer.StartAsync()).Serve(() => [_key]);

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_route_asks_for_its_permission(bool required)
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief($"--Identity:RequirePermissions={required}"));
        string[][] holders = [[], ["images:generate"], ["images:read"], ["admin"], ["images:generate", "images:read"],
            ["images", "Images:Read", "images:read2"]];
        foreach (var permissions in holders)
        {
            var token = _key.Token(_clock.Now, permissions: permissions);
            foreach (var (method, path, needs) in Routes)
            {
                using var answer = await service.SendAsync(path, token, new(method));
                var allowed = needs.Length == 0 || permissions.Contains(needs) || (!required && needs != "admin");
                (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(allowed, $"{method} {path} with {string.Join(' ', permissions)}");
                if (!allowed)
                {
                    answer.Headers.WwwAuthenticate.ShouldHaveSingleItem()
                        .Parameter.ShouldBe($"error=\"insufficient_scope\", scope=\"{needs}\"");
                }
            }
        }
    }

    [Fact]
    public async Task Permissions_have_the_names_that_the_settings_give()
    {
        await using var service =
            await Calls.StartAsync(_clock, _issuer.AsFief("--Identity:RequirePermissions=true", "--Identity:Permissions:Read=see"));

        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now, permissions: "see"))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now, permissions: "images:read"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_developer_may_administer_and_nobody_else_of_the_development_issuer()
    {
        await using var service = await Service.StartAsync();

        (await service.StatusAsync("/metrics/summary", service.Token())).ShouldBe(HttpStatusCode.OK);
        using var refused = await service.SendAsync("/metrics/summary", service.Token("stranger"));
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        (await service.StatusAsync("/image/jobs", service.Token("stranger"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_erased_user_is_refused_at_once_and_first_of_all()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief("--Identity:RequiredScopes:0=none-has-it"));
        var known = _key.Token(_clock.Now);
        var unknown = _key.Token(_clock.Now, subject: "11111111-2222-4333-8444-555555555555");
        (await service.StatusAsync("/image/jobs", known)).ShouldBe(HttpStatusCode.Forbidden);

        await using (var db = await service.Services.GetRequiredService<IDbContextFactory<UsersDbContext>>().CreateDbContextAsync())
        {
            db.Add(new UserTombstone("eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5", null, _clock.Now));
            db.Add(new UserTombstone("11111111-2222-4333-8444-555555555555", null, _clock.Now));
            await db.SaveChangesAsync();
        }

        service.Services.GetRequiredService<ISignals>().Notify(UserTopics.Access);

        foreach (var token in new[] { known, unknown })
        {
            using var answer = await service.SendAsync("/image/jobs", token);
            await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "user_erased");
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Parameter!.ShouldStartWith("error=\"invalid_token\"");
        }
    }
}
