namespace ArtEngine.Host.Startup;

/// <summary>
/// From SIGTERM on <c>/health/ready</c> says that no more requests are wanted, and the service listens on for a moment, so
/// that whoever asks for its health hears it.
/// </summary>
internal sealed class ShutdownNotice(IHostApplicationLifetime lifetime, TimeProvider clock) : IHostedLifecycleService
{
    private static readonly TimeSpan ListensOn = TimeSpan.FromSeconds(1);

    /// <summary>Comes before anything stops. A host that was stopped from within gave no notice, and needs no wait.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        lifetime.ApplicationStopping.IsCancellationRequested ? Task.Delay(ListensOn, clock, cancellationToken) : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
