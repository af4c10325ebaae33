using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>How people are shut out and erased without any help of the identity provider.</summary>
public sealed class OffBoardingTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_blocked_user_is_refused_with_token_and_key_and_streams_end_until_they_are_unblocked()
    {
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        var (id, token, key) = await NewUserAsync("ada");
        using var byToken = await AllStreams.OpenAsync(_service, token);
        using var byKey = await AllStreams.OpenAsync(_service, key);

        (await DoAsync(HttpMethod.Post, $"/users/{id}/block")).GetProperty("is_blocked").GetBoolean().ShouldBeTrue();

        await byToken.ShouldEndAsync(Soon);
        await byKey.ShouldEndAsync(Soon);
        using (var refused = await _service.SendAsync("/image/jobs", token))
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "user_blocked");
        }

        (await _service.StatusAsync($"/users/{id}/unblock", _service.Token(), HttpMethod.Post)).ShouldBe(HttpStatusCode.NoContent);
        (await _service.StatusAsync("/image/jobs", token)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Streams_that_a_program_opened_for_somebody_end_when_the_programs_owner_is_blocked()
    {
        var id = await IdAsync(_service, _service.Token());
        using var made = await _service.Client.PostAsJsonAsync(
            "/auth/api-keys", new { name = "bot", permissions = new[] { "images:generate", "images:read", "end_users" } });
        using var program = _service.ClientOf((await made.JsonAsync()).Text("key"));
        program.DefaultRequestHeaders.Add("X-End-User", "bob");
        _service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var events = await EventStream.OpenAsync(program, (await program.SubmitAsync()).GetProperty("urls").Text("events"));

        await DoAsync(HttpMethod.Post, $"/users/{id}/block");

        using var patience = new CancellationTokenSource(Soon);
        while (await events.NextAsync(patience.Token) is not null)
        {
        }
    }

    [Fact]
    public async Task Users_are_listed_page_by_page_and_found_by_address()
    {
        foreach (var name in new[] { "ada", "ben", "eve" })
        {
            await NewUserAsync(name);
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await DoAsync(HttpMethod.Get, $"/users?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            page.GetProperty("users").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            names.AddRange(page.GetProperty("users").EnumerateArray().Select(user => user.Text("email")));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        names.Count.ShouldBe(4);
        names.ShouldBe(["eve@example.com", "ben@example.com", "ada@example.com", "developer@localhost"], ignoreOrder: true);
        var found = (await DoAsync(HttpMethod.Get, "/users?email=ben@example.com")).GetProperty("users").EnumerateArray().Single();
        (found.Text("subject"), found.GetProperty("api_keys").GetInt32(), found.GetProperty("is_blocked").GetBoolean())
            .ShouldBe(("ben", 1, false));
        (await _service.StatusAsync("/users?limit=0", _service.Token())).ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Only_administrators_may()
    {
        var (id, token, _) = await NewUserAsync("ada");

        foreach (var (method, path) in new[]
        {
            ("GET", "/users"), ("GET", $"/users/{id}"), ("POST", $"/users/{id}/block"), ("POST", $"/users/{id}/unblock"),
            ("POST", $"/users/{id}/move"), ("DELETE", $"/users/{id}"), ("DELETE", $"/users/{id}/api-keys"),
        })
        {
            (await _service.StatusAsync(path, token, new(method))).ShouldBe(HttpStatusCode.Forbidden, path);
            (await _service.StatusAsync(path, token: null, new(method))).ShouldBe(HttpStatusCode.Unauthorized, path);
        }

        using var unknown = await _service.SendAsync($"/users/{Guid.NewGuid()}/block", _service.Token(), HttpMethod.Post);
        await unknown.ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_user");
    }

    [Fact]
    public async Task All_keys_of_a_user_are_taken_back_at_once()
    {
        var (id, token, key) = await NewUserAsync("ada");
        var (_, _, others) = await NewUserAsync("ben");

        (await _service.StatusAsync($"/users/{id}/api-keys", _service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);

        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _service.StatusAsync("/image/jobs", token)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/image/jobs", others)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_is_erased_by_an_administrator_is_refused_and_their_jobs_and_pictures_go()
    {
        var (id, token, key) = await NewUserAsync("ada");
        using var client = _service.ClientOf(token);
        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        var picture = job.GetProperty("outputs")[0].Text("url");

        (await _service.StatusAsync($"/users/{id}", _service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);

        using (var refused = await _service.SendAsync("/image/jobs", token))
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.Unauthorized, "user_erased");
        }

        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _service.StatusAsync($"/users/{id}", _service.Token())).ShouldBe(HttpStatusCode.NotFound);
        await TracesAreGoneAsync(job.Text("id"), picture);
    }

    [Fact]
    public async Task Users_erase_themselves_and_come_back_as_somebody_new_with_a_newer_token()
    {
        var clock = new StandingClock();
        await using var service = await Calls.StartAsync(clock);
        var token = service.Token("ada");
        var before = await IdAsync(service, token);
        using var client = service.ClientOf(token);
        using var made = await client.PostAsJsonAsync("/auth/api-keys", new { name = "x" });
        var key = (await made.JsonAsync()).Text("key");
        using (var byKey = await service.SendAsync("/auth/user", key, HttpMethod.Delete))
        {
            await byKey.ShouldBeProblemAsync(HttpStatusCode.Forbidden, "token_needed");
        }

        (await service.StatusAsync("/auth/user", token, HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);

        (await service.StatusAsync("/auth/user", token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/auth/user", key)).ShouldBe(HttpStatusCode.Unauthorized);
        clock.Now += TimeSpan.FromSeconds(2);
        (await IdAsync(service, service.Token("ada"))).ShouldNotBe(before);
        (await service.StatusAsync("/auth/user", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_is_erased_while_blocked_stays_out_until_they_are_unblocked()
    {
        var clock = new StandingClock();
        await using var service = await Calls.StartAsync(clock);
        var id = await IdAsync(service, service.Token("ada"));
        (await service.StatusAsync($"/users/{id}/block", service.Token(), HttpMethod.Post)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync($"/users/{id}", service.Token(), HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);
        clock.Now += TimeSpan.FromDays(1);

        (await service.StatusAsync("/auth/user", service.Token("ada"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync($"/users/{id}/unblock", service.Token(), HttpMethod.Post)).ShouldBe(HttpStatusCode.NoContent);
        (await service.StatusAsync("/auth/user", service.Token("ada"))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_may_do_no_more_than_its_user_may_now()
    {
        var clock = new StandingClock();
        var signer = new TestKey("first");
        await using var issuer = (await StubIssuer.StartAsync()).Serve(() => [signer], userInfo: false);
        await using var service = await Calls.StartAsync(clock, issuer.AsFief("--Identity:RequirePermissions=true"));
        using var client = service.ClientOf(signer.Token(clock.Now, permissions: ["images:read", "images:generate", "admin"]));
        using var made = await client.PostAsJsonAsync(
            "/auth/api-keys", new { name = "x", permissions = new[] { "images:read", "admin" } });
        var key = (await made.JsonAsync()).Text("key");
        (await service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/metrics/summary", key)).ShouldBe(HttpStatusCode.OK);

        // A newer token says less, and an older one that is still good does not undo it.
        var older = signer.Token(clock.Now, permissions: ["images:read", "admin"]);
        clock.Now += TimeSpan.FromMinutes(1);
        (await service.StatusAsync("/image/jobs", signer.Token(clock.Now, permissions: ["images:read"]))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", older)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/metrics/summary", key)).ShouldBe(HttpStatusCode.Forbidden);

        clock.Now += TimeSpan.FromMinutes(1);
        (await service.StatusAsync("/image/jobs", signer.Token(clock.Now))).ShouldBe(HttpStatusCode.Forbidden);
        (await service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.Forbidden);

        clock.Now += TimeSpan.FromMinutes(1);
        await service.StatusAsync("/image/jobs", signer.Token(clock.Now, permissions: ["images:read", "images:generate"]));
        (await service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/generate", key, HttpMethod.Post)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task TracesAreGoneAsync(string job, string picture)
    {
        await KnownUsers.UntilAsync(async () => (await Traces.FindAsync(_service, [job])).Count == 0);
        (await _service.StatusAsync(picture, _service.Token())).ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<(string Id, string Token, string Key)> NewUserAsync(string subject)
    {
        var token = _service.Token(subject);
        var id = await IdAsync(_service, token);
        using var client = _service.ClientOf(token);
        using var made = await client.PostAsJsonAsync("/auth/api-keys", new { name = "first" });
        return (id, token, (await made.JsonAsync()).Text("key"));
    }

    private static async Task<string> IdAsync(Service service, string token)
    {
        using var answer = await service.SendAsync("/auth/user", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.JsonAsync()).Text("id");
    }

    private async Task<JsonElement> DoAsync(HttpMethod method, string path)
    {
        using var answer = await _service.SendAsync(path, _service.Token(), method);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }
}
