using ArtEngine.Generation.Application.Backends.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Lets go of connections to servers that were removed or moved, on whichever node that was done.</summary>
internal sealed partial class ForgetOldAddresses(
    ComfyUiServers servers, IBackends backends, TimeProvider clock, ILogger<ForgetOldAddresses> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                servers.ForgetAllBut(await backends.ListAsync(stoppingToken));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                NotNow(exception.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Which ComfyUI servers there are cannot be read just now: {Reason}")]
    private partial void NotNow(string reason);
}
