using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Rendering;
using MediatR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application;

/// <summary>Drives one ComfyUI server until canceled, as soon as no other run does.</summary>
internal sealed record RunLaneCommand(string Server) : IRequest;

internal sealed partial class RunLaneHandler(
    IRenderServers servers,
    IImageJobs jobs,
    IBackends backends,
    IUploads uploads,
    IOutputStore store,
    Reservations reservations,
    ILiveBoard board,
    IWakeups wakeups,
    TimeProvider clock,
    IOptions<GenerationOptions> options,
    ILoggerFactory logs,
    ILogger<RunLaneHandler> log) : AsyncRequestHandler<RunLaneCommand>
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(2);

    protected override async Task Handle(RunLaneCommand command, CancellationToken cancellationToken)
    {
        var lease = await TakeLaneAsync(command.Server, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var holding = HoldAsync(lease, stop);
        try
        {
            await RunAsync(lease, stop.Token);
        }
        catch (LaneLostException)
        {
            TakenOver(lease.Server, lease.Epoch);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Why, says the one who holds the lease.
        }
        finally
        {
            await stop.CancelAsync();
            await holding;
            await ReleaseAsync(lease);
        }
    }

    /// <summary>Waits in the background until the run before is over or not heard of any more.</summary>
    private async Task<LaneLease> TakeLaneAsync(string server, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await backends.TryTakeLaneAsync(server, cancellationToken) is { } lease)
            {
                return lease;
            }

            await Task.Delay(BetweenTries, clock, cancellationToken);
        }
    }

    private async Task RunAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        if (await backends.FindAsync(lease.Server, cancellationToken) is not { } backend)
        {
            return;
        }

        var server = servers.Of(backend);
        using var pictures = new InputPictures(server, lease, uploads, store);
        var settlement = new Settlement(
            server, lease, jobs, new OutputCollector(server, store), board, clock, options.Value, logs.CreateLogger<Settlement>());
        var lane = new Lane(
            server, lease, backend, jobs, backends, new Feeder(server, lease, jobs, reservations, clock), settlement, pictures, board, wakeups, clock, options.Value,
            logs.CreateLogger<Lane>());
        await lane.RunAsync(cancellationToken);
    }

    /// <summary>Says all the time that the run is alive, however long it waits for its server; ends it when that cannot be said.</summary>
    private async Task HoldAsync(LaneLease lease, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(BetweenSigns, clock, stop.Token);
                await backends.RenewAsync(lease, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
        }
        catch (LaneLostException)
        {
            TakenOver(lease.Server, lease.Epoch);
            await stop.CancelAsync();
        }
        catch (Exception exception)
        {
            NotHeld(lease.Server, exception.Message);
            await stop.CancelAsync();
        }
    }

    private async Task ReleaseAsync(LaneLease lease)
    {
        using var soon = new CancellationTokenSource(PatienceAtTheEnd);
        try
        {
            await backends.ReleaseAsync(lease, soon.Token);
        }
        catch (Exception exception)
        {
            // Then the next run waits a moment.
            NotHeld(lease.Server, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lane of {Server} was taken over from this run (epoch {Epoch})")]
    private partial void TakenOver(string server, long epoch);

    [LoggerMessage(LogLevel.Warning, "The lane of {Server} is given up and begun again: {Reason}")]
    private partial void NotHeld(string server, string reason);
}
