using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Rendering;
using MediatR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.Rendering;

/// <summary>
/// The lanes that this node runs. Every node looks itself for lanes whose lease nobody holds, and begins a run for each: the servers of
/// a node that died are driven by another one as soon as its leases have lapsed.
/// </summary>
internal sealed partial class NodeLanes(
    ILaneLeases leases, IMediator mediator, ClusterWorkerRunner runner, ISignals signals, IHostApplicationLifetime lifetime,
    ILogger<NodeLanes> log) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, Task> _runs = [];
    private bool _isLookFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Its own turn to stop may come late: a slow download is waited for before it, and another node could drive the servers meanwhile.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var subscription = signals.Subscribe(Topics.Backends);
        try
        {
            await UntilStartedAsync(stopping.Token);
            while (!stopping.IsCancellationRequested)
            {
                await LookAsync(stopping.Token);
                await subscription.WaitAsync(BetweenLooks, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The runs are told the same.
        }
        finally
        {
            await Task.WhenAll(_runs.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A host that does not come up sends nothing to any server.</summary>
    private async Task UntilStartedAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, lifetime.ApplicationStarted).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var server in await leases.ListVacantAsync(cancellationToken))
            {
                // A run here may be about to end, or pause after a fault. Meanwhile another node may take the lane.
                if (!_runs.TryGetValue(server, out var run) || run.IsCompleted)
                {
                    _runs[server] = RunAsync(server, cancellationToken);
                }
            }

            _isLookFailing = false;
        }
        catch (Exception exception)
        {
            if (!_isLookFailing && !cancellationToken.IsCancellationRequested)
            {
                _isLookFailing = true;
                NotRead(exception.Message);
            }
        }
    }

    private async Task RunAsync(string server, CancellationToken cancellationToken)
    {
        try
        {
            await runner.RunAsync(server, token => mediator.Send(new RunLaneCommand(server), token), cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // It was logged where it happened.
        }
    }

    [LoggerMessage(LogLevel.Warning, "It cannot be read which lanes nobody runs: {Reason}")]
    private partial void NotRead(string reason);
}
