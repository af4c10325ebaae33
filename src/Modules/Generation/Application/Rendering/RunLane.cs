using System.Diagnostics.Metrics;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Rendering.Lanes;
using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>Drives one ComfyUI server until canceled, unless another run does.</summary>
internal sealed record RunLaneCommand(string Server) : IRequest;

internal sealed partial class RunLaneHandler(
    LaneFactory lanes, ILaneLeases leases, LaneKeeper keeper, TimeProvider clock, ILogger<RunLaneHandler> log)
    : AsyncRequestHandler<RunLaneCommand>
{
    private static readonly Meter Meter = new("ArtEngine");

    private static readonly Counter<long> LaneFaults =
        Meter.CreateCounter<long>("art_engine.lane_faults", description: "Runs of lanes that ended by a fault.");

    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(2);

    /// <summary>A little longer than a run waits for its own exchanges to end.</summary>
    private static readonly TimeSpan LeftBehindAfter = TimeSpan.FromSeconds(6);

    /// <summary>A run that lasted so long was well.</summary>
    private static readonly TimeSpan LastsWhenWell = TimeSpan.FromMinutes(1);

    protected override async Task Handle(RunLaneCommand command, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        try
        {
            if (await leases.TryTakeAsync(command.Server, cancellationToken) is { } lease)
            {
                await DriveAsync(lease, cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            NoteFault(command.Server, begun, exception);
            throw;
        }
    }

    private async Task DriveAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        using var held = keeper.Hold(lease, cancellationToken);
        try
        {
            await RunAsync(held);
        }
        catch (LaneLostException)
        {
            TakenOver(lease.Server, lease.Epoch);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && !held.StoodStill)
        {
            // Another run took the lane over, and the keeper of the lanes said so.
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not passed on as a cancellation: nobody asked for one.
            throw new TimeoutException($"The lane of {lease.Server} stood still.", exception);
        }
        finally
        {
            await ReleaseAsync(lease);
        }
    }

    /// <summary>A run that does not even end when it is told to is left behind: without its lease it can do no harm.</summary>
    private async Task RunAsync(HeldLane held)
    {
        var run = lanes.RunAsync(held);
        var over = await Task.WhenAny(run, UntilGivenUpAsync(held));
        if (over == run)
        {
            await run;
        }
        else
        {
            LeftBehind(held.Lease.Server, held.Lease.Epoch);
            throw new TimeoutException("it stood still and did not end");
        }
    }

    private async Task UntilGivenUpAsync(HeldLane held)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, held.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(LeftBehindAfter, clock, CancellationToken.None);
    }

    /// <summary>Whoever runs the command pauses before it begins again; here it is told and counted.</summary>
    private void NoteFault(string server, long begun, Exception exception)
    {
        LaneFaults.Add(1, new KeyValuePair<string, object?>("backend", server));
        BegunAgain(server, keeper.CountFault(server, clock.GetElapsedTime(begun) > LastsWhenWell), exception.Message);
    }

    private async Task ReleaseAsync(LaneLease lease)
    {
        using var soon = new CancellationTokenSource(PatienceAtTheEnd, clock);
        try
        {
            await leases.ReleaseAsync(lease, soon.Token);
        }
        catch (Exception exception)
        {
            // Then the next run waits until the lease has lapsed.
            NotReleased(lease.Server, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lane of {Server} was taken over from this run (epoch {Epoch})")]
    private partial void TakenOver(string server, long epoch);

    [LoggerMessage(LogLevel.Error, "A run of the lane of {Server} (epoch {Epoch}) does not end; it is left behind without its lease")]
    private partial void LeftBehind(string server, long epoch);

    [LoggerMessage(LogLevel.Error, "The lane of {Server} ended by a fault, the {Times}. in a row, and is begun again: {Reason}")]
    private partial void BegunAgain(string server, int times, string reason);

    [LoggerMessage(LogLevel.Warning, "The lane of {Server} could not be released: {Reason}")]
    private partial void NotReleased(string server, string reason);
}
