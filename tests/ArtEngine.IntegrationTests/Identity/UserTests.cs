using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary><c>GET /auth/user</c> with what a real Fief answered at its userinfo.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class UserTests : IAsyncLifetime
{
    private static readonly JsonElement Captured =
        JsonElement.Parse(File.ReadAllText(Path.Combine(ServerProcess.Root, "tests", "captures", "fief", "userinfo.json")));

    private readonly StandingClock _clock = new();
    private readonly TestKey _key = new("first");
    private StubIssuer _issuer = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        _issuer = (await StubIssuer.StartAsync()).Serve(() => [_key]);
        _service = await Calls.StartAsync(_clock, _issuer.AsFief());
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task A_user_of_whom_no_webhook_ever_told_sees_what_the_issuer_says()
    {
        var token = _key.Token(_clock.Now, permissions: ["images:generate", "images:read"]);
        var asked = "";
        _issuer.UserInfo = given =>
        {
            asked = given;
            return Task.FromResult(Answer("userinfo"));
        };

        var user = await AskAsync(token);

        asked.ShouldBe(token);
        (user.Text("subject"), user.Text("issuer"), user.Text("email"))
            .ShouldBe(("eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5", StubIssuer.Issuer, "minimal@bretagne.duchy"));
        user.GetProperty("email_verified").GetBoolean().ShouldBeTrue();
        user.GetProperty("fields").GetProperty("newsletter").GetBoolean().ShouldBeFalse();
        user.GetProperty("permissions").GetArrayLength().ShouldBe(2);
        (user.Text("scope"), user.Text("acr")).ShouldBe(("openid offline_access", "1"));
        user.GetProperty("created_at").GetDateTimeOffset().ShouldBe(_clock.Now, TimeSpan.FromSeconds(1));
        Guid.TryParse(user.Text("id"), out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("userinfo_after_user_was_deleted")]
    [InlineData("userinfo_with_garbage_token")]
    [InlineData("nonsense")]
    [InlineData("somebody else")]
    [InlineData("a list")]
    [InlineData("away")]
    [InlineData("slow")]
    public async Task Whatever_is_wrong_there_the_answer_is_what_is_known_here(string fault)
    {
        _issuer.UserInfo = async _ =>
        {
            if (fault == "slow")
            {
                await Task.Delay(TimeSpan.FromSeconds(10));
            }

            return fault switch
            {
                "nonsense" => (200, "<html>"),
                "a list" => (200, "[]"),
                "somebody else" => (200, """{"sub":"11111111-2222-4333-8444-555555555555","email":"eve@example.com"}"""),
                _ when Captured.TryGetProperty(fault, out var _) => Answer(fault),
                _ => (200, "{}"),
            };
        };
        var token = _key.Token(_clock.Now);
        (await _service.StatusAsync("/image/jobs", token)).ShouldBe(HttpStatusCode.OK);
        _issuer.IsAway = fault == "away";

        var user = await AskAsync(token);

        user.Text("subject").ShouldBe("eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5");
        user.GetProperty("email").ValueKind.ShouldBe(JsonValueKind.Null);
        user.Text("scope").ShouldBe("openid offline_access");
        // It is not asked again at once.
        await AskAsync(token);
        _issuer.LooksAt("userinfo").ShouldBe(1);
    }

    [Fact]
    public async Task It_is_remembered_for_five_minutes_and_asked_again_on_demand_but_not_too_often()
    {
        var mail = "old@example.com";
        _issuer.UserInfo = _ => Task.FromResult((200, $$"""{"sub":"eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5","email":"{{mail}}"}"""));
        var token = _key.Token(_clock.Now);
        (await AskAsync(token)).Text("email").ShouldBe("old@example.com");
        mail = "new@example.com";

        (await AskAsync(token)).Text("email").ShouldBe("old@example.com");
        (await AskAsync(token, "?refresh=true")).Text("email").ShouldBe("old@example.com");
        _clock.Now += TimeSpan.FromSeconds(10);
        (await AskAsync(token)).Text("email").ShouldBe("old@example.com");
        (await AskAsync(token, "?refresh=true")).Text("email").ShouldBe("new@example.com");
        mail = "newest@example.com";
        _clock.Now += TimeSpan.FromMinutes(5);
        (await AskAsync(token)).Text("email").ShouldBe("newest@example.com");
        _issuer.LooksAt("userinfo").ShouldBe(3);
    }

    [Fact]
    public async Task What_a_webhook_told_since_beats_what_was_asked_before()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief(FiefSender.Setting));
        await using var fief = new FiefSender(service.Address, _clock);
        const string Subject = "eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5";
        _issuer.UserInfo = _ => Task.FromResult((200, $$"""{"sub":"{{Subject}}","email":"asked@example.com"}"""));
        async Task<string> MailAsync()
        {
            using var answer = await service.SendAsync("/auth/user", _key.Token(_clock.Now));
            return (await answer.JsonAsync()).Text("email");
        }

        (await MailAsync()).ShouldBe("asked@example.com");
        _clock.Now += TimeSpan.FromSeconds(5);
        await fief.TellAsync("user.updated", FiefSender.User(Subject, "told@example.com", _clock.Now));
        (await MailAsync()).ShouldBe("told@example.com");

        // What is asked after that is newer again.
        _clock.Now += TimeSpan.FromMinutes(5);
        (await MailAsync()).ShouldBe("asked@example.com");
    }

    [Fact]
    public async Task Many_questions_at_once_are_one_to_the_issuer()
    {
        _issuer.UserInfo = _ => Task.FromResult(Answer("userinfo"));
        var token = _key.Token(_clock.Now);

        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(token, "?refresh=true")));

        users.ShouldAllBe(user => user.Text("email") == "minimal@bretagne.duchy");
        _issuer.LooksAt("userinfo").ShouldBe(1);
    }

    [Fact]
    public async Task One_users_profile_is_not_anothers()
    {
        _issuer.UserInfo = _ => Task.FromResult(Answer("userinfo"));
        (await AskAsync(_key.Token(_clock.Now))).Text("email").ShouldBe("minimal@bretagne.duchy");

        var other = await AskAsync(_key.Token(_clock.Now, subject: "11111111-2222-4333-8444-555555555555"));

        other.GetProperty("email").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private async Task<JsonElement> AskAsync(string token, string query = "")
    {
        using var answer = await _service.SendAsync($"/auth/user{query}", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static (int Status, string Body) Answer(string name) =>
        (Captured.GetProperty(name).GetProperty("status").GetInt32(), Captured.GetProperty(name).Text("body"));
}
