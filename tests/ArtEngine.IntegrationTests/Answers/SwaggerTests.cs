using System.Net;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>The pages lead somebody new to a picture, and are not there where nobody wants them.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class SwaggerTests
{
    private const string Document = "/swagger/v1/swagger.json";

    /// <summary>It reads all documentation, which nobody else should wait for, or keep in memory.</summary>
    [Fact]
    public async Task The_description_is_made_when_it_is_asked_for_and_not_before()
    {
        var isMade = false;
        await using var service = await Service.StartAsync(
            builder => builder.Services.Configure<SwaggerGenOptions>(_ => isMade = true));
        foreach (var path in new[] { "/queue", "/", "/health/live", "/nothing" })
        {
            using var answer = await service.Client.GetAsync(path);
        }

        isMade.ShouldBeFalse();
        (await service.Client.GetStringAsync(Document)).ShouldContain("/image/generate");
        isMade.ShouldBeTrue();
    }

    [Fact]
    public async Task What_makes_a_picture_comes_first_and_an_API_key_is_offered()
    {
        await using var service = await Service.StartAsync();
        var api = await service.GetAsync(Document);
        api.GetProperty("paths").EnumerateObject().First().Name.ShouldBe("/image/generate");
        api.GetProperty("tags")[0].Text("name").ShouldBe("Images");
        var schemes = api.GetProperty("components").GetProperty("securitySchemes");
        (schemes.GetProperty("api_key").Text("in"), schemes.GetProperty("api_key").Text("name")).ShouldBe(("header", "X-API-Key"));
        schemes.TryGetProperty("sign_in", out _).ShouldBeFalse();
        api.GetProperty("paths").GetProperty("/image/generate").GetProperty("post").GetProperty("security").EnumerateArray()
            .Select(one => one.EnumerateObject().Single().Name).ShouldBe(["bearer", "api_key"]);
    }

    [Fact]
    public async Task With_an_issuer_and_a_client_id_people_sign_in_on_the_page()
    {
        await using var service = await Service.StartAsync(settings:
        [
            "--Oidc:Issuer=https://auth.example.com", "--Oidc:ClientIds:0=art-engine", "--Swagger:ClientId=art-engine-swagger",
            "--Swagger:Scopes:0=openid", "--Swagger:Scopes:1=email",
        ]);
        var api = await service.GetAsync(Document);
        var signIn = api.GetProperty("components").GetProperty("securitySchemes").GetProperty("sign_in");
        (signIn.Text("type"), signIn.Text("openIdConnectUrl"))
            .ShouldBe(("openIdConnect", "https://auth.example.com/.well-known/openid-configuration"));
        api.GetProperty("paths").GetProperty("/image/generate").GetProperty("post").GetProperty("security")[0]
            .TryGetProperty("sign_in", out _).ShouldBeTrue();

        var page = await service.Client.GetStringAsync("/swagger/index.js");
        page.ShouldContain("art-engine-swagger");
        page.ShouldContain("usePkceWithAuthorizationCodeGrant");
        page.ShouldContain("email");
        (await service.Client.GetAsync("/swagger/oauth2-redirect.html")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Production", null, false)]
    [InlineData("Production", "true", true)]
    [InlineData("Staging", null, true)]
    [InlineData("Staging", "false", false)]
    public async Task In_Production_it_is_there_only_when_it_is_switched_on(string environment, string? setting, bool isThere)
    {
        await using var service = await Service.StartAsync(settings:
        [
            $"--environment={environment}", "--Oidc:Issuer=https://auth.example.com", "--Oidc:ClientIds:0=art-engine",
            .. setting is null ? Array.Empty<string>() : [$"--Swagger:Enabled={setting}"],
        ]);
        foreach (var path in new[] { Document, "/swagger/index.html" })
        {
            using var answer = await service.Client.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(isThere ? HttpStatusCode.OK : HttpStatusCode.NotFound, path);
        }
    }
}
