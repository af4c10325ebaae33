using Microsoft.Extensions.Hosting;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Scripts find the developer's token as soon as the service answers.</summary>
internal sealed class WriteDevelopmentToken(DevelopmentIssuer issuer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        issuer.WriteToken();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
