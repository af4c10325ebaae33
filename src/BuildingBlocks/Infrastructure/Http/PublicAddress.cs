using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// What callers know the service as, for addresses that must be whole: <c>PublicUrl</c>, else whatever the request was sent to.
/// </summary>
public sealed class PublicAddress : IHostedService
{
    private const string Setting = "PublicUrl";

    private readonly string? _configured;

    /// <param name="settings">The settings of the service.</param>
    public PublicAddress(IConfiguration settings) => _configured = settings[Setting] is { Length: > 0 } text ? text.TrimEnd('/') : null;

    /// <summary>The whole address of a path of this service.</summary>
    /// <param name="request">The request that is answered.</param>
    /// <param name="path">Begins with a slash.</param>
    public string Of(HttpRequest request, string path) =>
        (_configured ?? UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase).TrimEnd('/')) + path;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        _configured is null || HttpAddress.Read(_configured) is not null
            ? Task.CompletedTask
            : throw new StartRefusedException($"{Setting} is \"{_configured}\". Write an address such as https://pictures.example.com.");

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
