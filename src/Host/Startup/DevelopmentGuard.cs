using ArtEngine.Host.Settings;

namespace ArtEngine.Host.Startup;

/// <summary>Keeps what is only for trying the service out away from other people's networks.</summary>
internal static class DevelopmentGuard
{
    public static void Ensure(IHostEnvironment environment, IConfiguration configuration)
    {
        if (environment.IsDevelopment() && HasDevelopmentIssuer(configuration) && !Addresses.AreLoopback(Addresses.Of(configuration)))
        {
            throw new StartRefusedException(
                $"the development issuer signs in anybody who can read its token, so it serves loopback addresses only, " +
                $"not {Addresses.Of(configuration)}. " +
                "Set Fief:Domain and Fief:ClientIds, or Oidc:Issuer and Oidc:ClientIds, or listen on http://127.0.0.1:5080.");
        }
    }

    private static bool HasDevelopmentIssuer(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration["Fief:Domain"]) && string.IsNullOrEmpty(configuration["Oidc:Issuer"]) &&
        !configuration.GetSection("Identity:Keys").GetChildren().Any();
}
