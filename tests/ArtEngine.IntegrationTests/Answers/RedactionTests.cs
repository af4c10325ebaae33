using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>Who does not administer the servers is not told what they are called or what is wrong with them.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class RedactionTests
{
    private const string Name = "gpu-rack-7";

    [Fact]
    public async Task An_ordinary_user_sees_neither_names_nor_troubles_of_servers()
    {
        var dead = ServerProcess.FreeAddress();
        await using var service = await Service.StartAsync(
            settings: [$"--ComfyUi:Servers:0:Url={dead}", $"--ComfyUi:Servers:0:Name={Name}"]);
        using var user = service.ClientOf(service.Token("ada"));
        var accepted = await user.SubmitAsync();
        var job = await user.WaitAsync(accepted.Text("id"), seen => seen.GetProperty("wait_reason").ValueKind == JsonValueKind.String);
        job.Text("wait_reason").ShouldBe("No ComfyUI server can take it at present.");

        var server = (await user.GetFromJsonAsync<JsonElement>("/backends")).GetProperty("backends").EnumerateArray().ShouldHaveSingleItem();
        (server.Text("name"), server.Text("trouble")).ShouldBe(("server-1", "It is in trouble."));
        (await user.GetAsync($"/backends/{Name}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var events = await ReadSomeAsync(user, $"/image/jobs/{job.Text("id")}/events");
        foreach (var told in new[]
        {
            await user.GetStringAsync("/image/jobs"), await user.GetStringAsync($"/image/jobs/{job.Text("id")}"),
            await user.GetStringAsync("/backends"), events,
        })
        {
            told.ShouldNotContain(Name);
            told.ShouldNotContain(dead.Authority);
        }

        var own = await service.Client.SubmitAsync();
        var seenByAdmin = await service.Client.WaitAsync(
            own.Text("id"), seen => seen.GetProperty("wait_reason").ValueKind == JsonValueKind.String);
        seenByAdmin.Text("wait_reason").ShouldStartWith(Name);
        (await service.GetAsync("/backends")).GetProperty("backends")[0].Text("name").ShouldBe(Name);
        (await service.GetAsync($"/backends/{Name}")).Text("trouble").ShouldNotBe("It is in trouble.");
    }

    [Fact]
    public async Task The_server_of_a_job_is_told_to_administrators_and_the_simulator_to_everybody()
    {
        await using var comfy = await StubComfyUi.StartAsync();
        await using var service = await Service.StartAsync(
            settings: [$"--ComfyUi:Servers:0:Url={comfy.Address}", $"--ComfyUi:Servers:0:Name={Name}"]);
        using var user = service.ClientOf(service.Token("ada"));
        (await DoneAsync(user)).GetProperty("backend").ValueKind.ShouldBe(JsonValueKind.Null);
        (await DoneAsync(service.Client)).Text("backend").ShouldBe(Name);

        await using var simulated = await Service.StartAsync();
        using var other = simulated.ClientOf(simulated.Token("ada"));
        (await DoneAsync(other)).Text("backend").ShouldBe("simulator");
    }

    [Fact]
    public async Task What_is_a_callers_own_is_kept_by_no_cache()
    {
        await using var service = await Service.StartAsync();
        var job = await DoneAsync(service.Client);
        foreach (var path in new[] { "/image/jobs", $"/image/jobs/{job.Text("id")}", "/auth/user", "/auth/api-keys", "/backends", "/queue", "/image/jobs?x=1" })
        {
            using var answer = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
            answer.Headers.CacheControl?.NoStore.ShouldBeTrue(path);
        }

        using var picture = await service.Client.GetAsync(new Uri(job.GetProperty("outputs")[0].Text("url"), UriKind.Relative));
        picture.Headers.CacheControl!.ToString().ShouldContain("immutable");
        using var anonymous = service.ClientOf(token: null);
        using var queue = await anonymous.GetAsync(new Uri("/queue", UriKind.Relative));
        queue.Headers.CacheControl.ShouldBeNull();
    }

    private static async Task<JsonElement> DoneAsync(HttpClient client) =>
        await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));

    /// <summary>What an event stream tells first.</summary>
    private static async Task<string> ReadSomeAsync(HttpClient client, string path)
    {
        await using var stream = await client.GetStreamAsync(new Uri(path, UriKind.Relative));
        using var reader = new StreamReader(stream);
        var told = "";
        while (!told.Contains("wait_reason", StringComparison.Ordinal))
        {
            told += await reader.ReadLineAsync();
        }

        return told;
    }
}
