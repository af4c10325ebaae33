using ArtEngine.BuildingBlocks.Infrastructure;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Who may sign in: users of an OIDC issuer, or in Development those of the built-in issuer.</summary>
internal static class IdentitySetup
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        var oidc = configuration.GetSection(OidcOptions.Section).Get<OidcOptions>() ?? new();
        services.AddOptions<OidcOptions>().BindConfiguration(OidcOptions.Section)
            .Validate<IHostEnvironment>(
                (options, environment) => !string.IsNullOrEmpty(options.Issuer) || environment.IsDevelopment(),
                "Oidc:Issuer is not set: outside the Development environment an OIDC issuer is needed, for example https://auth.example.com.")
            .Validate(
                options => string.IsNullOrEmpty(options.Issuer) || options.ClientIds.Count > 0,
                "Oidc:ClientIds is not set: name the client ids whose tokens are accepted, for example Oidc:ClientIds:0 = art-engine.")
            .ValidateOnStart();
        services.AddMemoryCache(cache => cache.SizeLimit = SignedInCallers.MaxRemembered);
        services.AddSingleton<SignedInCallers>();
        // The framework's authentication brings keys for cookies along; there are none here, so nothing is kept.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(Configure);
        // Deny by default: a route without a word of its own is for signed-in callers.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        if (string.IsNullOrEmpty(oidc.Issuer))
        {
            AddDevelopmentIssuer(services);
        }
        else
        {
            AddOidcIssuer(services, oidc);
        }
    }

    private static void Configure(JwtBearerOptions bearer)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256];
        bearer.TokenValidationParameters.RequireExpirationTime = true;
        bearer.TokenValidationParameters.ClockSkew = ClockSkew;
        bearer.Events = new()
        {
            OnTokenValidated = context => context.HttpContext.RequestServices.GetRequiredService<SignedInCallers>().SignInAsync(context),
        };
    }

    private static void AddDevelopmentIssuer(IServiceCollection services)
    {
        services.AddSingleton<DevelopmentIssuer>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<DevelopmentIssuer>((bearer, issuer) =>
        {
            bearer.TokenValidationParameters.ValidIssuer = DevelopmentIssuer.Issuer;
            bearer.TokenValidationParameters.ValidAudience = DevelopmentIssuer.Audience;
            bearer.TokenValidationParameters.IssuerSigningKey = issuer.Key;
        });
        services.AddSingleton(new Part("identity", "development issuer, this machine only"));
        services.AddSingleton(provider => new Part("token", provider.GetRequiredService<DevelopmentIssuer>().WriteToken()));
    }

    private static void AddOidcIssuer(IServiceCollection services, OidcOptions oidc)
    {
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<IHostEnvironment>((bearer, environment) =>
        {
            bearer.Authority = oidc.Issuer;
            bearer.MetadataAddress = oidc.MetadataAddress ?? $"{oidc.Issuer!.TrimEnd('/')}/.well-known/openid-configuration";
            // An http address that the operator names is one inside, where no TLS is.
            bearer.RequireHttpsMetadata = !environment.IsDevelopment() && oidc.MetadataAddress?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) != true;
            bearer.TokenValidationParameters.ValidIssuer = oidc.Issuer;
            bearer.TokenValidationParameters.ValidAudiences = oidc.ClientIds;
        });
        services.AddSingleton(new Part("identity", $"OIDC issuer {oidc.Issuer}"));
    }
}
