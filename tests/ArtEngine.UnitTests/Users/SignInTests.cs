using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Application;
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
        _users = new(_database.Contexts);
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

    private async Task<Guid> SignInAsync(
        string subject, string issuer = "https://issuer", string? email = "ada@example.com", DateTimeOffset? issuedAt = null) =>
        (await TrySignInAsync(subject, issuer, email, issuedAt)).ShouldNotBeNull();

    private async Task<Guid?> TrySignInAsync(
        string subject, string issuer = "https://issuer", string? email = "ada@example.com", DateTimeOffset? issuedAt = null) =>
        (await new UserSignIn(new EfSignIns(_database.Contexts), _users, _database.Signals, _clock)
            .SignInAsync(new(issuer, subject, email, [], issuedAt), default)).UserId;

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
