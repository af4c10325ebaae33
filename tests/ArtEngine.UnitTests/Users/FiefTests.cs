using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Fief;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.UnitTests.Users;

public sealed class FiefTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef0123456789a";

    [Fact]
    public void A_user_of_the_default_tenant_belongs_to_its_issuer() =>
        Profile("default", isDefault: true)!.Issuer.ShouldBe("https://auth.example.com");

    [Fact]
    public void A_user_of_a_tenant_that_may_come_belongs_to_that_tenants_issuer() =>
        Profile("studio", isDefault: false)!.Issuer.ShouldBe("https://auth.example.com/studio");

    [Fact]
    public void Of_a_user_of_another_tenant_nothing_is_kept() => Profile("others", isDefault: false).ShouldBeNull();

    [Theory]
    [InlineData("studio", false, "https://auth.example.com/studio")]
    [InlineData("others", false, "https://auth.example.com/others")]
    [InlineData("default", true, "https://auth.example.com")]
    public void A_deleted_tenant_is_known_by_its_id_and_its_issuer(string slug, bool isDefault, string issuer)
    {
        var id = Guid.NewGuid();
        Read($$$"""{"type":"tenant.deleted","data":{"id":"{{{id}}}","slug":"{{{slug}}}","default":{{{(isDefault ? "true" : "false")}}} } }""")
            .ShouldBe(new IssuerEvent.TenantDeleted(id, issuer));
    }

    [Fact]
    public void Without_a_domain_a_tenant_has_no_issuer_of_its_own() =>
        Read("""{"type":"tenant.deleted","data":{"id":"8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10","slug":"a","default":false}}""", new())
            .ShouldBe(new IssuerEvent.TenantDeleted(Guid.Parse("8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10"), Issuer: null));

    [Fact]
    public void Events_that_do_not_matter_are_not_looked_into() =>
        Read("""{"type":"client.updated","data":{"client_secret":"x"}}""").ShouldBe(new IssuerEvent.Other());

    [Fact]
    public void What_cannot_be_read_is_malformed_and_quotes_nothing()
    {
        var error = Should.Throw<AppException>(() => Read("""{"type":"user.created","data":{"id":"secret"}}"""));
        (error.Kind, error.Code).ShouldBe((ErrorKind.Malformed, "malformed_webhook"));
        error.ToString().ShouldNotContain("secret");
        error.InnerException.ShouldBeNull();
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("none", 0)]
    [InlineData("None", 0)]
    [InlineData(" ", 0)]
    [InlineData(Secret, 1)]
    public void What_stands_for_no_secret_is_none(string secret, int count) =>
        new FiefOptions { WebhookSecrets = [secret] }.UsedWebhookSecrets.Count.ShouldBe(count);

    [Fact]
    public void Without_secrets_nothing_is_genuine() =>
        new FiefWebhooks(new() { WebhookSecrets = [""] }, TimeProvider.System).IsGenuine(new('0', 64), "1", []).ShouldBeFalse();

    [Fact]
    public void Faults_in_the_settings_are_told_at_the_start()
    {
        Faults(new() { WebhookSecrets = ["short"], Domain = "auth.example.com" }).ShouldHaveSingleItem().ShouldContain("16 characters");
        Faults(new() { WebhookSecrets = [Secret] }).ShouldHaveSingleItem().ShouldContain("not Fief:Domain");
        Faults(new() { AdminApiKey = "key" }).ShouldHaveSingleItem().ShouldContain("where Fief is");
        Faults(new() { ReconcileMaxErasures = 101 }).ShouldHaveSingleItem().ShouldContain("0 to 100");
        Faults(new() { WebhookSecrets = [Secret, "", "none"], AdminApiKey = "key", Domain = "auth.example.com" }).ShouldBeEmpty();
        Faults(new() { WebhookSecrets = [Secret] }, Environments.Development).ShouldBeEmpty();
        Faults(new()).ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Faults(FiefOptions options, string environment = "Production") =>
        [.. new FiefOptionsValidator(new TestEnvironment(environment)).Validate(null, options).Failures ?? []];

    private static ArtEngine.Users.Domain.IssuerProfile? Profile(string slug, bool isDefault) => Read($$$"""
        {"type":"user.updated","data":{"id":"8F2C9E58-7F3C-4B0B-9A53-1F8F5F3F2F10","updated_at":"2026-01-01T00:00:00Z","email":"ada@example.com",
        "email_verified":true,"tenant_id":"66c46593-f1c6-4008-b4a0-6d373b6f4f1b","tenant":{"slug":"{{{slug}}}","default":{{{(
            isDefault ? "true" : "false")}}} },"fields":{} } }
        """).ShouldBeOfType<IssuerEvent.Changed>().User.Profile;

    private static IssuerEvent Read(string body, FiefOptions? options = null) => new FiefWebhooks(
        options ?? new() { Domain = "auth.example.com", Tenants = ["studio"] }, new FakeClock()).Read(Encoding.UTF8.GetBytes(body));

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
