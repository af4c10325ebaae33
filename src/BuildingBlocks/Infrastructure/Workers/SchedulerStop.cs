using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>
/// Tells runs that the scheduler stops. Quartz cancels those that it knows to run and then waits for all: one that begins meanwhile would
/// never be told, and the host would wait for as long as it may. Is registered behind the scheduler, so it stops right before it.
/// </summary>
internal sealed class SchedulerStop : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    public SchedulerStop() => Stopping = _stopping.Token;

    public CancellationToken Stopping { get; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();
}
