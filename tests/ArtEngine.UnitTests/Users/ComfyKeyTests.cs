using System.Text;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Users;

/// <summary>The users' keys of comfy.org.</summary>
public sealed class ComfyKeyTests : IAsyncLifetime
{
    private const string Key = "comfyui-0123456789abcdef";

    private readonly FakeClock _clock = new();
    private TemporaryDatabase<UsersDbContext> _database = null!;
    private EfComfyKeys _keys = null!;
    private Guid _ada;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<UsersDbContext>.CreateAsync();
        _keys = KeysWith(new EphemeralDataProtectionProvider());
        _ada = await AddAsync("https://issuer", "ada");
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_key_is_found_as_it_was_stored_last_until_it_is_deleted()
    {
        (await _keys.FindAsync(_ada, default)).ShouldBeNull();
        (await _keys.SaveAsync(_ada, "comfyui-old", default)).ShouldBeTrue();
        (await _keys.SaveAsync(_ada, Key, default)).ShouldBeTrue();
        (await _keys.FindAsync(_ada, default)).ShouldBe(Key);
        (await _keys.ChangedAtAsync(_ada, default)).ShouldBe(_clock.GetUtcNow());
        await _keys.DeleteAsync(_ada, default);
        (await _keys.FindAsync(_ada, default)).ShouldBeNull();
        (await _keys.ChangedAtAsync(_ada, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_row_says_nothing_and_is_worth_nothing_in_the_place_of_another()
    {
        var bob = await AddAsync("https://issuer", "bob");
        await _keys.SaveAsync(_ada, Key, default);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        var row = await db.ComfyKeys.SingleAsync();
        Encoding.UTF8.GetString(row.Encrypted).ShouldNotContain("comfyui");

        var stolen = new ComfyKey(bob);
        stolen.Change(row.Encrypted, row.ChangedAt);
        db.Add(stolen);
        await db.SaveChangesAsync();
        (await _keys.FindAsync(bob, default)).ShouldBeNull();
        (await KeysWith(new EphemeralDataProtectionProvider()).FindAsync(_ada, default)).ShouldBeNull("the key ring is another one");
        (await _keys.FindAsync(_ada, default)).ShouldBe(Key);
    }

    [Fact]
    public async Task An_end_user_without_a_key_has_the_one_of_who_vouches_for_them()
    {
        var guest = await AddAsync(EndUser.IssuerOf(_ada), "guest");
        await _keys.SaveAsync(_ada, Key, default);
        (await _keys.FindAsync(guest, default)).ShouldBe(Key);
        (await _keys.ChangedAtAsync(guest, default)).ShouldBeNull("it is not theirs");
        await _keys.SaveAsync(guest, "comfyui-own", default);
        (await _keys.FindAsync(guest, default)).ShouldBe("comfyui-own");
    }

    [Fact]
    public async Task Keys_go_with_their_users_and_nobody_who_is_gone_gets_one()
    {
        var guest = await AddAsync(EndUser.IssuerOf(_ada), "guest");
        await _keys.SaveAsync(_ada, Key, default);
        await _keys.SaveAsync(guest, Key, default);
        (await new EfUserAdministration(_database.Contexts, _database.Signals, _clock).EraseAsync(_ada, default)).ShouldBeTrue();
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.ComfyKeys.CountAsync()).ShouldBe(0);
        (await _keys.SaveAsync(_ada, Key, default)).ShouldBeFalse();
        (await db.ComfyKeys.CountAsync()).ShouldBe(0);
    }

    private EfComfyKeys KeysWith(IDataProtectionProvider protection) =>
        new(_database.Contexts, protection, _clock, NullLogger<EfComfyKeys>.Instance);

    private async Task<Guid> AddAsync(string issuer, string subject)
    {
        var user = new User(Guid.NewGuid(), issuer, subject, null, _clock.GetUtcNow());
        await new EfUsers(_database.Contexts, TimeProvider.System).AddAsync(user, issuedAt: null, default);
        return user.Id;
    }
}
