using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Fief;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.Users.Infrastructure.Setup;

/// <summary>Who may sign in: users of Fief and of other OIDC issuers, or in Development those of the built-in issuer.</summary>
internal static class IdentitySetup
{
    public static void AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddIssuerOptions();
        services.AddOptions<IdentityOptions>().BindConfiguration(IdentityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        services.AddSingleton<IConfiguredKeys, ConfiguredKeys>();
        services.AddOptions<PermissionOptions>().BindConfiguration(PermissionOptions.Section);
        services.AddSingleton<TokenIntrospection>();
        services.AddSingleton<TokenCheck>();
        services.AddScoped<CallerSignIn>();
        services.AddSingleton<IssuerHttp>();
        services.AddSingleton<IUserInfo, IssuerUserInfo>();
        services.AddSingleton(ApiKeyLimits);
        // It logs addresses as they come in, with the tokens of WebSockets in them.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            // Tells of every caller without a good token; the answer told the caller already.
            .AddFilter(typeof(BearerHandler).FullName, LogLevel.Warning));
        services.AddBearerScheme();
        services.AddAccessPolicies();
        AddIssuers(services, configuration);
        services.AddHostedService<KeepIssuersFresh>();
        services.AddSingleton<AcceptedCredentials>();
        services.AddSingleton<RefusedCredentials>();
        services.AddSingleton<IWebhookRefusals>(provider => provider.GetRequiredService<RefusedCredentials>());
        services.AddHostedService(provider => provider.GetRequiredService<RefusedCredentials>());
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<ICredentialWatch>(provider => provider.GetRequiredService<OpenStreams>());
        services.AddHostedService(provider => provider.GetRequiredService<OpenStreams>());
        services.AddHealthChecks().AddCheck<IssuersHealthCheck>("identity");
    }

    /// <summary>
    /// The parts of <c>AddAuthentication</c> that are needed: it would read settings of its own besides, and no cookie is made here that
    /// keys had to protect.
    /// </summary>
    private static void AddBearerScheme(this IServiceCollection services)
    {
        services.AddAuthenticationCore(options => options.DefaultScheme = Credentials.Scheme);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, BearerHandler>(Credentials.Scheme, null);
    }

    private static void AddAccessPolicies(this IServiceCollection services)
    {
        services.AddSingleton<AccessRules>();
        services.AddSingleton<IGrants>(provider => provider.GetRequiredService<AccessRules>());
        services.AddSingleton<IAuthorizationHandler, AccessRequirementHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ForbiddenAnswer>();
        var signedIn = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new AccessRequirement()).Build();
        // Deny by default: a route without a word of its own is for signed-in callers.
        var policies = services.AddAuthorizationBuilder().SetFallbackPolicy(signedIn).SetDefaultPolicy(signedIn)
            .AddPolicy(Access.OptionalUserPolicy, policy => policy.AddRequirements(new AccessRequirement()));
        foreach (var permission in Enum.GetValues<Permission>())
        {
            policies.AddPolicy(Access.PolicyOf(permission), policy => policy.RequireAuthenticatedUser()
                .AddRequirements(new AccessRequirement(permission)));
        }
    }

    private static void AddIssuers(IServiceCollection services, IConfiguration configuration)
    {
        var (fief, oidc) = (FiefOptions.IsChosen(configuration), OidcOptions.IsChosen(configuration));
        if (fief)
        {
            AddFief(services, configuration.GetSection(FiefOptions.Section).Get<FiefOptions>()!);
        }

        foreach (var issuer in oidc ? configuration.GetSection(OidcOptions.Section).Get<OidcOptions>()!.All : [])
        {
            AddOidcIssuer(services, issuer);
        }

        if (fief || oidc)
        {
            return;
        }

        if (IdentityOptions.HasKeys(configuration))
        {
            services.AddSingleton(new ComponentInfo("identity", "the keys of the settings alone"));
        }
        else
        {
            AddDevelopmentIssuer(services);
        }
    }

    private static void AddFief(IServiceCollection services, FiefOptions fief)
    {
        foreach (var (issuer, address) in fief.Issuers())
        {
            services.AddSingleton(
                provider => new TrustedIssuer(issuer, fief.ClientIds, Discover(provider, issuer, address), FiefClaims.Read)
                {
                    // Its keys do not say what they are for, and it makes no others.
                    Algorithms = [SecurityAlgorithms.RsaSha256],
                });
        }

        services.AddSingleton(new ComponentInfo("identity", $"Fief at {fief.Issuer}"));
    }

    private static void AddOidcIssuer(IServiceCollection services, OidcIssuer oidc)
    {
        foreach (var (issuer, address) in oidc.Issuers())
        {
            services.AddSingleton(provider => new TrustedIssuer(
                issuer, oidc.ClientIds, Discover(provider, issuer, address), token => OidcClaims.Read(token, oidc))
            {
                AudienceClaim = oidc.AudienceClaim,
                Introspection = IntrospectionOf(oidc),
            });
        }

        services.AddSingleton(new ComponentInfo("identity", $"OIDC issuer {oidc.Issuer}"));
    }

    private static IntrospectionClient? IntrospectionOf(OidcIssuer oidc) => oidc.IntrospectionClientId is { Length: > 0 } client
        ? new(client, oidc.IntrospectionClientSecret ?? "", oidc.IntrospectionAddress is { Length: > 0 } address ? new(address) : null)
        : null;

    private static void AddDevelopmentIssuer(IServiceCollection services)
    {
        var names = new OidcIssuer();
        services.AddSingleton(provider => new DevelopmentIssuer(
            provider.GetRequiredService<DataOptions>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<PermissionOptions>>().Value));
        services.AddSingleton<IDevelopmentTokens>(provider => provider.GetRequiredService<DevelopmentIssuer>());
        services.AddSingleton(provider => new TrustedIssuer(
            DevelopmentIssuer.Issuer,
            [DevelopmentIssuer.Audience],
            provider.GetRequiredService<DevelopmentIssuer>(),
            token => OidcClaims.Read(token, names)));
        services.AddSingleton(new ComponentInfo("identity", "development issuer, this machine only"));
        services.AddSingleton(provider => new ComponentInfo("token", provider.GetRequiredService<DevelopmentIssuer>().WriteToken()));
        services.AddHostedService<WriteDevelopmentToken>();
    }

    private static DiscoveredIssuer Discover(IServiceProvider provider, string issuer, string address)
    {
        var (clock, log) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DiscoveredIssuer>>());
        var kept = new KeptDocuments(issuer, provider.GetRequiredService<DataOptions>(), clock, log);
        var patience = TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<IdentityOptions>>().Value.IssuerTimeoutSeconds);
        return new(new(issuer, address, patience), provider.GetRequiredService<IssuerHttp>().Client, kept, clock, log);
    }

    private static ApiKeyLimits ApiKeyLimits(IServiceProvider provider)
    {
        var identity = provider.GetRequiredService<IOptions<IdentityOptions>>().Value;
        var names = provider.GetRequiredService<IOptions<PermissionOptions>>().Value;
        return new(
            Math.Min(identity.KeyDefaultDays, identity.KeyMaxDays), identity.KeyMaxDays, identity.KeysPerUser,
            [names.Admin, names.EndUsers, names.Priority]);
    }
}
