using ArtEngine.Users.Domain;

namespace ArtEngine.UnitTests.Users;

public sealed class UserStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly IssuerProfile Told = new("https://auth.example.com", "s", "ada@example.com", true, "{}", Guid.Empty, Noon);

    private readonly User _user = new(Guid.NewGuid(), "https://auth.example.com", "s", "old@example.com", Noon);

    [Fact]
    public void The_first_state_is_taken_over_whatever_was_known_from_a_sign_in()
    {
        TakeOver(Told).ShouldBe(ProfileChange.Applied);
        (_user.Email, _user.EmailVerified, _user.Fields, _user.TenantId, _user.ChangedAtIssuer)
            .ShouldBe(("ada@example.com", true, "{}", Guid.Empty, Noon));
    }

    [Fact]
    public void An_older_state_changes_nothing()
    {
        TakeOver(Told);
        TakeOver(Told with { Email = "older@example.com", ChangedAt = Noon.AddTicks(-10) }).ShouldBe(ProfileChange.Outdated);
        _user.Email.ShouldBe("ada@example.com");
    }

    [Fact]
    public void The_same_state_again_is_no_change() => new[] { Told, Told, Told with { ChangedAt = Noon.AddDays(1) } }
        .Select(TakeOver).ShouldBe([ProfileChange.Applied, ProfileChange.Same, ProfileChange.Same]);

    [Fact]
    public void A_newer_state_is_applied()
    {
        TakeOver(Told);
        TakeOver(Told with { Fields = """{"a":1}""", ChangedAt = Noon.AddTicks(10) }).ShouldBe(ProfileChange.Applied);
        _user.Fields.ShouldBe("""{"a":1}""");
    }

    [Fact]
    public void Another_state_of_the_same_age_is_applied_and_not_settled_and_so_is_the_way_back()
    {
        var other = Told with { Fields = """{"a":1}""" };
        new[] { Told, other, Told }.Select(TakeOver)
            .ShouldBe([ProfileChange.Applied, ProfileChange.Unsettled, ProfileChange.Unsettled]);
        _user.Fields.ShouldBe("{}");
    }

    [Fact]
    public void Who_is_not_active_at_the_issuer_is_blocked_until_they_are_again_and_an_administrators_block_holds_besides()
    {
        TakeOver(Told with { IsActive = false }).ShouldBe(ProfileChange.Applied);
        _user.IsBlocked.ShouldBeTrue();
        _user.Block(Noon);
        TakeOver(Told with { ChangedAt = Noon.AddTicks(10) });
        _user.IsBlocked.ShouldBeTrue();
        _user.Unblock();
        _user.IsBlocked.ShouldBeFalse();
    }

    [Fact]
    public void Permissions_are_those_of_the_newest_token()
    {
        _user.Grant(["a"], Noon);
        _user.Grant(["b"], Noon.AddSeconds(-1));
        _user.Permissions.ShouldBe(["a"]);
        _user.Grant([], Noon.AddSeconds(1));
        _user.Permissions.ShouldBe([]);
    }

    [Fact]
    public void A_re_read_is_tried_again_later_and_later_and_anew_when_it_is_asked_for_again()
    {
        var refresh = new PendingRefresh("s", Noon);
        var waits = new List<double>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            refresh.Postpone(Noon);
            waits.Add((refresh.NotBefore - Noon).TotalSeconds);
        }

        waits.ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        refresh.RequestAgain(Noon.AddDays(1));
        (refresh.RequestedAt, refresh.NotBefore, refresh.Attempts).ShouldBe((Noon.AddDays(1), Noon.AddDays(1), 0));
    }

    private ProfileChange TakeOver(IssuerProfile told) => _user.TakeOver(told, Noon);
}
