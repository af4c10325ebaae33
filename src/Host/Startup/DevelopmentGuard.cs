namespace ArtEngine.Host.Startup;

/// <summary>Keeps what is only for trying the service out away from other people's networks.</summary>
internal static class DevelopmentGuard
{
    public static void Demand(IHostEnvironment environment, IConfiguration configuration)
    {
        if (environment.IsDevelopment() && string.IsNullOrEmpty(configuration["Oidc:Issuer"]) && !Addresses.AreLoopback(Addresses.Of(configuration)))
        {
            throw new StartRefusedException(
                $"the development issuer signs in anybody who can read its token, so it serves loopback addresses only, not {Addresses.Of(configuration)}. " +
                "Set Oidc:Issuer and Oidc:ClientIds, or listen on http://127.0.0.1:5080.");
        }
    }
}
