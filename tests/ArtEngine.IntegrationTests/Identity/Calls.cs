using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>What the tests of signing in do with a service.</summary>
internal static class Calls
{
    /// <summary>
    /// A service with a clock that the test sets. While the clock stands it does not ask an issuer again, so it waits for the first
    /// answer however busy the machine is.
    /// </summary>
    public static Task<Service> StartAsync(StandingClock clock, params IEnumerable<string> settings) => Service.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock), settings: ["--Identity:IssuerTimeoutSeconds=60", .. settings]);

    public static async Task<HttpResponseMessage> SendAsync(
        this Service service, string path, string? token, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var client = service.ClientOf(token: null);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        foreach (var (name, value) in token is null ? headers : [.. headers, ("Authorization", $"Bearer {token}")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request);
    }

    public static async Task<HttpStatusCode> StatusAsync(
        this Service service, string path, string? token, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        using var answer = await service.SendAsync(path, token, method, headers);
        return answer.StatusCode;
    }

    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
        var problem = await answer.JsonAsync();
        problem.Text("code").ShouldBe(code);
        return problem;
    }
}
