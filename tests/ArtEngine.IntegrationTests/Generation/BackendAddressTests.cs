using System.Net;
using System.Net.Http.Json;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>An address may hold credentials for the proxy in front of ComfyUI; nobody sees them but the proxy.</summary>
public sealed class BackendAddressTests
{
    private const string Password = "p:w-s3cret";

    private static readonly string Basic = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"us@er:{Password}"))}";

    [Theory, InlineData(true), InlineData(false)]
    public async Task Credentials_go_along_with_every_request_and_are_never_shown(bool inSettings)
    {
        await using var stub = await StubComfyUi.StartAsync();
        using var data = new TempFolder();
        await using var host = await ServerProcess.StartHostAsync(
            data, inSettings ? new(WithCredentials(stub)) : ServerProcess.FreeAddress(),
            null, "--Logging:LogLevel:Default=Debug", "--Generation:PollSeconds=0.2");
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token")));
        if (!inSettings)
        {
            using var added = await client.PostAsJsonAsync("/backends", new { name = "second", url = WithCredentials(stub) });
            added.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await added.Content.ReadAsStringAsync()).ShouldNotContain("s3cret");
        }

        (await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");

        stub.Requests.ShouldContain(request => request.StartsWith("GET /ws", StringComparison.Ordinal));
        stub.Headers.Select(headers => headers.Authorization.ToString()).ShouldAllBe(header => header == Basic);
        var backends = await client.GetStringAsync("/backends");
        backends.ShouldNotContain("s3cret");
        backends.ShouldContain(inSettings ? $"\"{stub.Address.Authority}\"" : "\"second\"");
        (await client.GetStringAsync("/health/ready")).ShouldNotContain("s3cret");
        stub.CutSockets();
        await host.TerminateAsync();
        await host.WaitForExitAsync();
        host.Output.ShouldContain("Art Engine is ready");
        host.Output.ShouldNotContain("s3cret");
    }

    [Theory, InlineData("http://gpu:8188?token=x"), InlineData("http://gpu:8188/#x"), InlineData("http://gpu:8188/\0")]
    public async Task A_query_or_a_fragment_in_an_address_is_refused(string url)
    {
        await using var service = await Service.StartAsync();
        using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "second", url });
        using var changed = await service.Client.PatchAsJsonAsync("/backends/simulator", new { url });

        added.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        changed.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await added.JsonAsync()).GetProperty("errors")[0].Text("pointer").ShouldBe("/url");
    }

    private static string WithCredentials(StubComfyUi stub) => $"http://us%40er:p%3Aw-s3cret@{stub.Address.Authority}/";
}
