using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.UnitTests.Users;

public sealed class DevelopmentIssuerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_names_its_user_and_is_valid_for_the_service_alone()
    {
        var issuer = Issuer();
        var token = issuer.CreateToken("somebody", "somebody@example.com");
        var valid = await ValidateAsync(issuer, token);
        valid.IsValid.ShouldBeTrue();
        (valid.Claims["sub"], valid.Claims["email"]).ShouldBe(("somebody", "somebody@example.com"));
        (await ValidateAsync(issuer, token, audience: "another-service")).IsValid.ShouldBeFalse();
        (await ValidateAsync(issuer, token[..^4] + "AAAA")).IsValid.ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_outlives_a_restart_and_not_its_month()
    {
        var token = Issuer().CreateToken();
        (await ValidateAsync(Issuer(), token)).IsValid.ShouldBeTrue();
        var old = Issuer(new(DateTimeOffset.UtcNow.AddDays(-31))).CreateToken();
        (await ValidateAsync(Issuer(), old)).IsValid.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_data_directory_is_another_issuer()
    {
        using var elsewhere = new TemporaryFolder();
        var stranger = new DevelopmentIssuer(new DataOptions { DataDirectory = elsewhere.Path }, new FakeClock(DateTimeOffset.UtcNow));
        (await ValidateAsync(Issuer(), stranger.CreateToken())).IsValid.ShouldBeFalse();
    }

    [Fact]
    public async Task Key_and_token_are_for_their_owners_eyes_only()
    {
        var issuer = Issuer();
        var token = issuer.WriteToken();
        var path = Path.Combine(_folder.Path, DevelopmentIssuer.TokenFile);
        (await File.ReadAllTextAsync(path)).ShouldBe(token);
        (await ValidateAsync(issuer, token)).IsValid.ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.Combine(_folder.Path, "keys", "development-issuer-p256.pem"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // A second start writes the token anew, over a file that more could read.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
            Issuer().WriteToken();
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.EnumerateFiles(_folder.Path, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private DevelopmentIssuer Issuer(FakeClock? clock = null) =>
        new(new DataOptions { DataDirectory = _folder.Path }, clock ?? new FakeClock(DateTimeOffset.UtcNow));

    private static Task<TokenValidationResult> ValidateAsync(
        DevelopmentIssuer issuer, string token, string audience = DevelopmentIssuer.Audience) =>
        new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new()
            {
                ValidIssuer = DevelopmentIssuer.Issuer,
                ValidAudience = audience,
                IssuerSigningKey = issuer.Key,
                ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256]
            });
}
