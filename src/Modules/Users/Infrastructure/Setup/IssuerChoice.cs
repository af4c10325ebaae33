using System.Text.RegularExpressions;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Infrastructure.Fief;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Users.Infrastructure.Setup;

/// <summary>Sees to it that the settings name an issuer, or a key, and name it rightly.</summary>
internal static partial class IssuerChoice
{
    public static void AddIssuerOptions(this IServiceCollection services)
    {
        services.AddOptions<OidcOptions>().BindConfiguration(OidcOptions.Section)
            .Validate<IConfiguration, IHostEnvironment>(
                (_, settings, environment) =>
                    FiefOptions.IsChosen(settings) || OidcOptions.IsChosen(settings) || IdentityOptions.HasKeys(settings) ||
                    environment.IsDevelopment(),
                "Neither Fief:Domain nor Oidc:Issuer is set: outside the Development environment one of them is needed, " +
                "for example Fief:Domain = auth.example.com, or a key in Identity:Keys, which --new-key NAME makes.")
            .Validate<IConfiguration>(
                (options, settings) => options.Others.Count == 0 || OidcOptions.IsChosen(settings),
                "Oidc:Others is set, but not Oidc:Issuer, which is the first of them.")
            .Validate(
                options => options.Others.All(issuer => !string.IsNullOrEmpty(issuer.Issuer)),
                "An issuer of Oidc:Others has no Issuer.")
            .Validate<IConfiguration>(
                (options, settings) => HasNoneTwice(options, settings),
                "The same issuer is set twice, in Oidc:Issuer, Oidc:Others or as Fief:Domain.")
            .Validate(
                options => options.All.All(issuer => issuer.ClientIds.Any(id => id.Length > 0)),
                "Oidc:ClientIds is not set: name the client ids whose tokens are accepted, for example Oidc:ClientIds:0 = art-engine; " +
                "each of Oidc:Others has its own.")
            .Validate(
                options => options.All.All(issuer => IsAddress(issuer.Issuer)),
                "Oidc:Issuer is not an address: write it as it stands in the tokens, for example https://auth.example.com.")
            .Validate(
                options => options.All.All(issuer => IsAddress(issuer.MetadataAddress)),
                "Oidc:MetadataAddress is not an http or https address.")
            .Validate(
                options => options.All.All(issuer => IsAddress(issuer.IntrospectionAddress)),
                "Oidc:IntrospectionAddress is not an http or https address.")
            .Validate(
                options => options.All.Where(issuer => issuer.HasTenants)
                    .All(issuer => issuer.Tenants.Count > 0 && issuer.Tenants.All(tenant => Tenant().IsMatch(tenant))),
                "Oidc:Issuer has {tenant} in it, so Oidc:Tenants must name those whose users may come: letters, digits, dots and dashes.")
            .ValidateOnStart();
        services.AddOptions<FiefOptions>().BindConfiguration(FiefOptions.Section)
            .Validate(
                options => string.IsNullOrEmpty(options.Domain) || options.ClientIds.Any(id => id.Length > 0),
                "Fief:ClientIds is not set: name the client ids of the applications whose users may come, " +
                "as in Fief's admin pages (Fief:ClientIds:0).")
            .Validate(
                options => string.IsNullOrEmpty(options.Domain) || options.Domain == HostOf(options.Domain),
                "Fief:Domain is not a host: write it without https:// and without a path, for example auth.example.com or localhost:8000.")
            .Validate(
                options => string.IsNullOrEmpty(options.MetadataAddress) || (IsAddress(options.MetadataAddress) &&
                    options.MetadataAddress.EndsWith(FiefOptions.Discovery, StringComparison.Ordinal)),
                $"Fief:MetadataAddress is not an http or https address that ends with {FiefOptions.Discovery}.")
            .ValidateOnStart();
    }

    private static bool HasNoneTwice(OidcOptions options, IConfiguration settings)
    {
        var fief = FiefOptions.IsChosen(settings) ? settings.GetSection(FiefOptions.Section).Get<FiefOptions>()!.Issuers() : [];
        return options.All.SelectMany(issuer => issuer.Issuers()).Concat(fief).CountBy(one => one.Issuer).All(name => name.Value == 1);
    }

    private static bool IsAddress(string? address) => string.IsNullOrEmpty(address) || HttpAddress.Read(address) is not null;

    [GeneratedRegex("^[A-Za-z0-9._-]+$")]
    private static partial Regex Tenant();

    private static string? HostOf(string domain) =>
        Uri.TryCreate($"https://{domain}", UriKind.Absolute, out var uri) && uri.PathAndQuery == "/" ? domain.TrimEnd('/') : null;
}
