using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Signals;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Identity;

namespace ArtEngine.UnitTests.Users;

public sealed class AcceptedCredentialsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeClock _clock = new(Now);
    private readonly InProcessSignals _signals;
    private readonly AcceptedCredentials _accepted;

    public AcceptedCredentialsTests()
    {
        _signals = new(_clock);
        _accepted = new(_signals, _clock);
    }

    public void Dispose() => _accepted.Dispose();

    [Fact]
    public void Who_came_a_moment_ago_is_known_for_five_seconds_and_nobody_else_is()
    {
        Keep("ada");
        _accepted.Find("ada")!.Claims.ShouldHaveSingleItem().Value.ShouldBe("ada");
        _accepted.Find("adb").ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        _accepted.Find("ada").ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _accepted.Find("ada").ShouldBeNull();
    }

    [Fact]
    public void Nobody_is_known_for_longer_than_their_credential_is_good()
    {
        Keep("ada", Now.AddSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        _accepted.Find("ada").ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _accepted.Find("ada").ShouldBeNull();
    }

    [Fact]
    public void When_anybody_loses_their_access_all_are_looked_up_anew_at_once()
    {
        Keep("ada");
        _signals.Notify(UserTopics.Access);
        _accepted.Find("ada").ShouldBeNull();
        Keep("ada");
        _accepted.Find("ada").ShouldNotBeNull();
    }

    [Fact]
    public void What_was_looked_up_before_somebody_lost_their_access_is_not_believed_after_it()
    {
        var begun = _accepted.Begin();
        _signals.Notify(UserTopics.Access);
        _accepted.Keep("ada", Caller("ada"), begun);
        _accepted.Find("ada").ShouldBeNull();
    }

    [Fact]
    public void Nothing_is_believed_where_nodes_do_not_hear_each_other()
    {
        var signals = new InProcessSignals(_clock) { ReachEveryNode = false };
        using var accepted = new AcceptedCredentials(signals, _clock);
        accepted.Keep("ada", Caller("ada"), accepted.Begin());
        accepted.Find("ada").ShouldBeNull();
    }

    private void Keep(string name, DateTimeOffset? expiresAt = null) =>
        _accepted.Keep(name, Caller(name, expiresAt), _accepted.Begin());

    private static AcceptedCaller Caller(string name, DateTimeOffset? expiresAt = null) => new([new Claim("sub", name)], expiresAt);
}
