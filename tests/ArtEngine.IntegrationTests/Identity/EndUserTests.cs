using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>A program asks for many people with one API key.</summary>
public sealed class EndUserTests
{
    [Fact]
    public async Task Each_end_user_is_somebody_of_their_own()
    {
        await using var service = await Service.StartAsync();
        var key = await KeyAsync(service, "images:generate", "images:read", "end_users");
        using var ada = ClientOf(service, key, "guild-7/ada");
        using var bob = ClientOf(service, key, "guild-7/bob");
        using var program = ClientOf(service, key, null);

        var job = await ada.WaitForEndAsync((await ada.SubmitAsync()).Text("id"));
        var output = job.GetProperty("outputs")[0].Text("url");
        (await ada.GetAsync(Relative(output))).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var other in new[] { bob, program })
        {
            (await other.GetAsync(Relative($"/image/jobs/{job.Text("id")}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await other.GetAsync(Relative(output))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await other.GetFromJsonAsync<JsonElement>("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
        }

        var named = await program.GetFromJsonAsync<JsonElement>("/auth/end-users?name=guild-7%2Fada");
        var listed = named.GetProperty("end_users").EnumerateArray().ShouldHaveSingleItem();
        (await program.GetFromJsonAsync<JsonElement>("/auth/end-users")).GetProperty("end_users").GetArrayLength().ShouldBe(2);
        (await ada.GetAsync(Relative("/auth/end-users"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "nobody acts for others twice");

        (await program.DeleteAsync(Relative($"/auth/end-users/{Guid.NewGuid()}"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await program.DeleteAsync(Relative($"/auth/end-users/{listed.Text("id")}"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await ada.GetAsync(Relative(output), patience.Token)).StatusCode != HttpStatusCode.NotFound)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    [Fact]
    public async Task End_users_take_turns_and_have_limits_of_their_own()
    {
        await using var service = await Service.StartAsync();
        var key = await KeyAsync(service, "images:generate", "images:read", "end_users");
        using var ada = ClientOf(service, key, "ada");
        using var bob = ClientOf(service, key, "bob");
        (await service.Client.PutAsJsonAsync("/plans/bot", new { max_queued = 3 })).EnsureSuccessStatusCode();
        (await service.Client.PutAsJsonAsync("/plans/person", new { max_queued = 2 })).EnsureSuccessStatusCode();
        await AssignAsync(service.Client, "bot");
        await AssignAsync(ada, "person", service.Client);
        (await service.Client.PutAsJsonAsync("/queue/mode", new { is_paused = true })).EnsureSuccessStatusCode();

        var mine = await ada.SubmitAsync();
        await ada.SubmitAsync();
        (await ada.GenerateAsync(Jobs.Request())).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var first = await bob.SubmitAsync();
        (await bob.GetFromJsonAsync<JsonElement>($"/image/jobs/{first.Text("id")}")).GetProperty("queue_position").GetInt32().ShouldBe(2);

        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            number => ClientOf(service, key, $"bob-{number}").GenerateAsync(Jobs.Request())));
        refused.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.TooManyRequests, "the program has no more");
        (await refused[0].JsonAsync()).Text("detail").ShouldContain("or 3 of all for whom the program asks");
        await service.Client.SubmitAsync();
        (await ada.PostAsync(Relative($"/image/jobs/{mine.Text("id")}/cancel"), null)).EnsureSuccessStatusCode();
        await bob.SubmitAsync();
    }

    private static async Task AssignAsync(HttpClient user, string plan, HttpClient? administrator = null)
    {
        var id = (await user.GetFromJsonAsync<JsonElement>("/auth/user")).Text("id");
        (await (administrator ?? user).PutAsJsonAsync($"/users/{id}/plan", new { plan })).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_last_page_that_is_full_says_that_it_is_the_last()
    {
        await using var service = await Service.StartAsync();
        var key = await KeyAsync(service, "images:read", "end_users");
        foreach (var name in new[] { "ada", "bob" })
        {
            using var client = ClientOf(service, key, name);
            (await client.GetAsync(Relative("/image/jobs"))).EnsureSuccessStatusCode();
        }

        var first = await service.GetAsync("/auth/end-users?limit=1");
        first.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.String);
        (await service.GetAsync($"/auth/end-users?limit=1&cursor={first.Text("next_cursor")}")).GetProperty("next_cursor").ValueKind
            .ShouldBe(JsonValueKind.Null);
        (await service.GetAsync("/auth/end-users?limit=2")).GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Nobody_acts_for_others_without_a_key_that_may()
    {
        await using var service = await Service.StartAsync();
        using var plain = ClientOf(service, await KeyAsync(service, "images:generate", "images:read"), "ada");
        (await plain.GetAsync(Relative("/image/jobs"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var token = service.ClientOf(service.Token());
        token.DefaultRequestHeaders.Add("X-End-User", "ada");
        (await token.GetAsync(Relative("/image/jobs"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var wrong = ClientOf(service, await KeyAsync(service, "images:read", "end_users"), new('x', 201));
        (await wrong.GetAsync(Relative("/image/jobs"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static async Task<string> KeyAsync(Service service, params string[] permissions)
    {
        using var answer = await service.Client.PostAsJsonAsync("/auth/api-keys", new { name = "bot", permissions });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.JsonAsync()).Text("key");
    }

    private static HttpClient ClientOf(Service service, string key, string? endUser)
    {
        var client = service.ClientOf(key);
        if (endUser is not null)
        {
            client.DefaultRequestHeaders.Add("X-End-User", endUser);
        }

        return client;
    }
}
