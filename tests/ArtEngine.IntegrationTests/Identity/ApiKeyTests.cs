using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Identity;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private const string Keys = "/auth/api-keys";

    private readonly StandingClock _clock = new();
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Calls.StartAsync(_clock, "--Identity:KeysPerUser=3");

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_key_signs_its_user_in_until_it_is_deleted()
    {
        var made = await CreateAsync(new { name = " nightly " });
        var key = made.Text("key");
        key.ShouldMatch("^ae_[A-Za-z0-9_-]{43}$");
        var kept = made.GetProperty("api_key");
        (kept.Text("name"), kept.Text("prefix")).ShouldBe(("nightly", key[..11]));
        kept.GetProperty("expires_at").GetDateTimeOffset().ShouldBe(_clock.Now.AddDays(90));
        kept.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldBe(["images:generate", "images:read"]);

        using (var byBearer = await _service.SendAsync("/auth/user", key))
        using (var byHeader = await _service.SendAsync("/auth/user", token: null, headers: ("X-API-Key", key)))
        using (var byToken = await _service.SendAsync("/auth/user", _service.Token()))
        {
            var user = await byBearer.JsonAsync();
            user.Text("id").ShouldBe((await byToken.JsonAsync()).Text("id"));
            (await byHeader.JsonAsync()).Text("id").ShouldBe(user.Text("id"));
            user.GetProperty("scope").ValueKind.ShouldBe(JsonValueKind.Null);
        }

        (await _service.StatusAsync("/metrics/summary", key)).ShouldBe(HttpStatusCode.Forbidden);
        var path = $"{Keys}/{kept.Text("id")}";
        (await _service.StatusAsync(path, _service.Token("stranger"), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NotFound);
        (await _service.StatusAsync(path, _service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await _service.SendAsync(path, _service.Token(), HttpMethod.Delete);
        await again.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_api_key");
    }

    [Fact]
    public async Task The_key_itself_is_neither_listed_nor_stored()
    {
        var made = await CreateAsync(new { name = "first" });
        _clock.Now += TimeSpan.FromSeconds(1);
        await CreateAsync(new { name = "second" });

        var list = await _service.GetAsync(Keys);

        list.GetProperty("api_keys").EnumerateArray().Select(key => key.Text("name")).ShouldBe(["second", "first"]);
        list.ToString().ShouldNotContain(made.Text("key"));
        await using var db = await ContextAsync();
        var stored = await db.ApiKeys.SingleAsync(key => key.Name == "first");
        stored.Hash.ShouldBe(ApiKey.HashOf(made.Text("key")));
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        (await stranger.GetStringAsync(Keys)).ShouldBe("{\"api_keys\":[]}");
    }

    [Fact]
    public async Task A_key_ends_when_it_says()
    {
        var key = (await CreateAsync(new { name = "short", expires_in_days = 2 })).Text("key");
        var until = (await CreateAsync(new { name = "until", expires_at = _clock.Now.AddHours(1) })).Text("key");
        _clock.Now += TimeSpan.FromHours(1);
        (await _service.StatusAsync("/image/jobs", until)).ShouldBe(HttpStatusCode.Unauthorized);
        _clock.Now += TimeSpan.FromHours(47) - TimeSpan.FromSeconds(1);
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        _clock.Now += TimeSpan.FromSeconds(1);

        using var answer = await _service.SendAsync("/image/jobs", key);
        await answer.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Parameter!.ShouldStartWith("error=\"invalid_token\"");
    }

    [Theory]
    [InlineData("""{}""", 422)]
    [InlineData("""{"name":"  "}""", 422)]
    [InlineData("""{"name":"a\u0000b"}""", 422)]
    [InlineData("""{"name":"\ud800"}""", 400)]
    [InlineData("""{"name":"x","expires_in_days":0}""", 422)]
    [InlineData("""{"name":"x","expires_in_days":-1}""", 422)]
    [InlineData("""{"name":"x","expires_in_days":366}""", 422)]
    [InlineData("""{"name":"x","expires_in_days":1,"expires_at":"2099-01-01T00:00:00Z"}""", 422)]
    [InlineData("""{"name":"x","expires_at":"2001-01-01T00:00:00Z"}""", 422)]
    [InlineData("""{"name":"x","expires_at":"9999-12-31T23:59:59Z"}""", 422)]
    [InlineData("""{"name":"x","permissions":["images:read","root"]}""", 422)]
    [InlineData("""{"name":"x","permissions":[null]}""", 422)]
    [InlineData("""{"name":"x","permissions":"images:read"}""", 400)]
    [InlineData("""null""", 400)]
    public async Task A_wrong_wish_is_refused(string body, int status)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _service.Client.PostAsync(new Uri(Keys, UriKind.Relative), content);
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_does_what_it_was_made_for_and_nothing_else()
    {
        var reader = (await CreateAsync(new { name = "reader", permissions = new[] { "images:read" } })).Text("key");
        var admin = (await CreateAsync(new { name = "admin", permissions = new[] { "admin" } })).Text("key");

        (await _service.StatusAsync("/image/jobs", reader)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/image/generate", reader, HttpMethod.Post)).ShouldBe(HttpStatusCode.Forbidden);
        (await _service.StatusAsync("/image/jobs", admin)).ShouldBe(HttpStatusCode.Forbidden);
        (await _service.StatusAsync("/metrics/summary", admin)).ShouldBe(HttpStatusCode.OK);
        // The stranger is no administrator, so no key of theirs is either.
        using var stranger = _service.ClientOf(_service.Token("stranger"));
        using var refused = await stranger.PostAsJsonAsync(Keys, new { name = "x", permissions = new[] { "admin" } });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Keys_are_managed_with_a_token_only()
    {
        var made = await CreateAsync(new { name = "first" });
        foreach (var (method, path) in new[] { ("GET", Keys), ("DELETE", $"{Keys}/{made.GetProperty("api_key").Text("id")}") })
        {
            using var answer = await _service.SendAsync(path, made.Text("key"), new(method));
            await answer.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "token_needed");
        }

        using var client = _service.ClientOf(made.Text("key"));
        using var refused = await client.PostAsJsonAsync(Keys, new { name = "second" });
        await refused.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "token_needed");
    }

    [Fact]
    public async Task There_are_only_so_many_however_fast_they_are_asked_for()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(number => _service.Client.PostAsJsonAsync(Keys, new { name = $"key {number}", expires_in_days = 1 })));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(9);
        foreach (var answer in answers)
        {
            answer.Dispose();
        }

        // Expired ones make room.
        _clock.Now += TimeSpan.FromDays(1);
        await CreateAsync(new { name = "next" });
        (await _service.GetAsync(Keys)).GetProperty("api_keys").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Use_is_noted_once_a_minute()
    {
        var key = (await CreateAsync(new { name = "used" })).Text("key");
        var first = _clock.Now;
        await _service.StatusAsync("/image/jobs", key);
        _clock.Now = first.AddSeconds(59);
        await _service.StatusAsync("/image/jobs", key);
        (await LastUsedAsync()).ShouldBe(first, TimeSpan.FromMilliseconds(1));
        // Who came a moment ago is not looked up.
        _clock.Now = first.AddSeconds(66);
        await _service.StatusAsync("/image/jobs", key);
        (await LastUsedAsync()).ShouldBe(first.AddSeconds(66), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Keys_of_an_erased_user_are_dead_at_once()
    {
        var key = (await CreateAsync(new { name = "first" })).Text("key");
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        await using var db = await ContextAsync();
        var user = await db.Users.SingleAsync();
        db.Add(new UserTombstone(user.Subject, user.Id, _clock.Now));
        await db.SaveChangesAsync();
        _service.Services.GetRequiredService<ISignals>().Notify(UserTopics.Access);
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.Unauthorized);

        // When the row goes, so do the keys.
        db.Remove(user);
        await db.SaveChangesAsync();
        (await db.ApiKeys.CountAsync()).ShouldBe(0);
    }

    private async Task<JsonElement> CreateAsync(object request)
    {
        using var answer = await _service.Client.PostAsJsonAsync(Keys, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return await answer.JsonAsync();
    }

    private async Task<DateTimeOffset> LastUsedAsync() =>
        (await _service.GetAsync(Keys)).GetProperty("api_keys")[0].GetProperty("last_used_at").GetDateTimeOffset();

    private Task<UsersDbContext> ContextAsync() =>
        _service.Services.GetRequiredService<IDbContextFactory<UsersDbContext>>().CreateDbContextAsync();
}
