using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Application;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.UnitTests.Users;

public sealed class SignInTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new();
    private TemporaryDatabase<UsersDbContext> _database = null!;
    private EfUsers _users = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        _users = new(_database.Contexts, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Somebody_new_becomes_a_user_and_that_is_told()
    {
        var id = await SignInAsync("ada");
        var user = (await _users.FindAsync(id, default)).ShouldNotBeNull();
        (user.Issuer, user.Subject, user.Email, user.CreatedAt).ShouldBe(("https://issuer", "ada", "ada@example.com", _clock.GetUtcNow()));
        (await CountFactsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Somebody_known_is_the_same_user_and_nothing_is_told()
    {
        var id = await SignInAsync("ada");
        _clock.Advance(TimeSpan.FromDays(1));
        (await SignInAsync("ada")).ShouldBe(id);
        (await CountFactsAsync()).ShouldBe(1);
        (await CountUsersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_subject_at_another_issuer_is_somebody_else()
    {
        var id = await SignInAsync("ada");
        (await SignInAsync("ada", issuer: "https://other")).ShouldNotBe(id);
        (await SignInAsync("Ada")).ShouldNotBe(id);
    }

    [Fact]
    public async Task A_new_address_is_taken_over_and_a_missing_one_is_not()
    {
        var id = await SignInAsync("ada", email: null);
        (await _users.FindAsync(id, default))!.Email.ShouldBeNull();
        await SignInAsync("ada", email: "ada@new.example.com");
        (await _users.FindAsync(id, default))!.Email.ShouldBe("ada@new.example.com");
        await SignInAsync("ada", email: null);
        (await _users.FindAsync(id, default))!.Email.ShouldBe("ada@new.example.com");
    }

    [Fact]
    public async Task A_first_sign_in_that_comes_as_many_requests_at_once_makes_one_user()
    {
        for (var round = 0; round < 5; round++)
        {
            var subject = $"user {round}";
            var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => SignInAsync(subject))));
            ids.Distinct().Count().ShouldBe(1);
        }

        (await CountUsersAsync()).ShouldBe(5);
        (await CountFactsAsync()).ShouldBe(5);
    }

    [Fact]
    public async Task What_the_issuer_told_after_a_token_was_made_is_not_undone_by_it()
    {
        var id = await SignInAsync("ada", email: "old@example.com");
        await TellByIssuerAsync(_clock.GetUtcNow());
        await SignInAsync("ada", email: "stale@example.com", issuedAt: _clock.GetUtcNow().AddMinutes(-1));
        await SignInAsync("ada", email: "undated@example.com");
        (await _users.FindAsync(id, default))!.Email.ShouldBe("old@example.com");
        await SignInAsync("ada", email: "newer@example.com", issuedAt: _clock.GetUtcNow().AddMinutes(1));
        (await _users.FindAsync(id, default))!.Email.ShouldBe("newer@example.com");
    }

    [Fact]
    public async Task Somebody_erased_does_not_come_back_and_no_row_is_made()
    {
        await EraseAsync("ada");
        (await TrySignInAsync("ada")).ShouldBeNull();
        (await CountUsersAsync()).ShouldBe(0);
        var id = await SignInAsync("ben");
        await EraseAsync("ben");
        (await TrySignInAsync("ben")).ShouldBeNull();
        id.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task Nobody_of_a_tenant_comes_in_that_was_erased_between_the_look_at_a_token_and_the_row()
    {
        var user = new User(Guid.NewGuid(), "https://tenant", "eve", null, _clock.GetUtcNow());
        await using (var db = await _database.Contexts.CreateDbContextAsync())
        {
            db.Add(new TenantTombstone(Guid.NewGuid(), "https://tenant", _clock.GetUtcNow()));
            await db.SaveChangesAsync();
        }

        await _users.AddAsync(user, issuedAt: _clock.GetUtcNow().AddMinutes(-1), default);
        (await CountUsersAsync()).ShouldBe(0);
        (await CountFactsAsync()).ShouldBe(0);
        await _users.AddAsync(user, issuedAt: _clock.GetUtcNow().AddMinutes(1), default);
        (await CountUsersAsync()).ShouldBe(1, "a later tenant may have the same issuer");
    }

    [Fact]
    public async Task No_end_user_comes_in_after_whoever_vouches_for_them_was_erased()
    {
        await _users.AddAsync(
            new(Guid.NewGuid(), EndUser.IssuerOf(Guid.NewGuid()), "eve", null, _clock.GetUtcNow()), _clock.GetUtcNow(), default);
        (await CountUsersAsync()).ShouldBe(0);
        var owner = await SignInAsync("ada");
        await _users.AddAsync(new(Guid.NewGuid(), EndUser.IssuerOf(owner), "eve", null, _clock.GetUtcNow()), _clock.GetUtcNow(), default);
        (await CountUsersAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_plan_that_a_token_names_is_told_once_and_an_older_token_does_not_bring_back_the_one_before()
    {
        await using (var db = await _database.Contexts.CreateDbContextAsync())
        {
            db.AddRange(PlanOf("free", weight: 1), PlanOf("pro", weight: 4));
            await db.SaveChangesAsync();
        }

        var id = await SignInAsync("ada", issuedAt: At(0), plan: "free");
        await SignInAsync("ada", issuedAt: At(20), plan: "pro");
        await SignInAsync("ada", issuedAt: At(10), plan: "free");
        await SignInAsync("ada", issuedAt: At(20), plan: "pro");

        (await _users.FindAsync(id, default))!.ToldPlan.ShouldBe("pro");
        var told = (await EventsAsync<PlanChanged>()).ShouldHaveSingleItem();
        (told.UserId, told.Plan, told.Weight, told.Before).ShouldBe((id, "pro", 4, "free"));
    }

    [Fact]
    public async Task Who_was_given_a_plan_has_no_other_one_by_what_a_token_names()
    {
        await using (var db = await _database.Contexts.CreateDbContextAsync())
        {
            db.AddRange(PlanOf("free", weight: 1), PlanOf("given", weight: 4));
            await db.SaveChangesAsync();
        }

        var id = await SignInAsync("ada", issuedAt: At(0));
        await _users.ChangeAsync(id, user => user.Assign("given"), default);
        await SignInAsync("ada", issuedAt: At(1), plan: "free");
        (await EventsAsync<PlanChanged>()).ShouldHaveSingleItem().Plan.ShouldBe("given");
    }

    [Fact]
    public async Task A_token_with_another_plan_and_other_permissions_tells_both()
    {
        var id = await SignInAsync("ada", issuedAt: At(0), plan: "free");
        await SignInAsync("ada", issuedAt: At(1), plan: "pro", permissions: ["jobs"]);
        var user = (await _users.FindAsync(id, default))!;
        user.ToldPlan.ShouldBe("pro");
        user.Permissions.ShouldBe(["jobs"]);
    }

    private DateTimeOffset At(int seconds) => _clock.GetUtcNow().AddSeconds(seconds);

    private static Plan PlanOf(string name, double weight) => new() { Name = name, Weight = weight };

    private async Task<Guid> SignInAsync(
        string subject, string issuer = "https://issuer", string? email = "ada@example.com", DateTimeOffset? issuedAt = null,
        string? plan = null, IReadOnlyList<string>? permissions = null) =>
        (await TrySignInAsync(subject, issuer, email, issuedAt, plan, permissions)).ShouldNotBeNull();

    private async Task<Guid?> TrySignInAsync(
        string subject, string issuer = "https://issuer", string? email = "ada@example.com", DateTimeOffset? issuedAt = null,
        string? plan = null, IReadOnlyList<string>? permissions = null) =>
        (await new UserSignIn(new EfSignIns(_database.Contexts), _users, _database.Signals, _clock)
            .SignInAsync(new(issuer, subject, email, permissions ?? [], issuedAt) { Plan = plan }, default)).UserId;

    private async Task EraseAsync(string subject)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        db.Add(new UserTombstone(subject, null, _clock.GetUtcNow()));
        await db.SaveChangesAsync();
    }

    private async Task TellByIssuerAsync(DateTimeOffset changedAt)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        var user = await db.Users.SingleAsync();
        db.Entry(user).Property(row => row.ChangedAtIssuer).CurrentValue = changedAt;
        await db.SaveChangesAsync();
    }

    private async Task<IReadOnlyList<TEvent>> EventsAsync<TEvent>()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return [.. (await db.Set<OutboxMessage>().Where(message => message.Type == typeof(TEvent).FullName).ToListAsync())
            .Select(message => JsonSerializer.Deserialize<TEvent>(message.Payload)!)];
    }

    private async Task<int> CountFactsAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.Set<OutboxMessage>().CountAsync();
    }

    private async Task<int> CountUsersAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.Users.CountAsync();
    }
}
