using System.Collections.Concurrent;
using ArtEngine.Generation.Application.Backends.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>
/// Watches the lanes of this node. It renews the leases of those that turn, all in one statement; a lane that stands still
/// loses its lease and is begun again, here or on another node.
/// </summary>
internal sealed partial class LaneKeeper(ILaneLeases leases, TimeProvider clock, ILogger<LaneKeeper> log) : BackgroundService
{
    /// <summary>Longer than any turn may take.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenSigns = TimeSpan.FromMilliseconds(700);

    private readonly ConcurrentDictionary<LaneLease, HeldLane> _lanes = new();
    private readonly ConcurrentDictionary<string, int> _faults = new();
    private long _lookedAt = clock.GetTimestamp();
    private bool _isRenewalFailing;

    /// <summary>Watches a run from now on until it is disposed of.</summary>
    public HeldLane Hold(LaneLease lease, CancellationToken cancellationToken)
    {
        var lane = new HeldLane(
            lease, clock, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken), over => _lanes.TryRemove(over.Lease, out _));
        _lanes[lease] = lane;
        return lane;
    }

    /// <summary>Runs of the server's lane that ended by a fault, in a row.</summary>
    public int FaultsOf(string server) => _faults.GetValueOrDefault(server);

    /// <summary>Counts a run that ended by a fault.</summary>
    /// <param name="server">The server.</param>
    /// <param name="isFirst">Whether it was well for a while, so that the count begins anew.</param>
    public int CountFault(string server, bool isFirst) => _faults.AddOrUpdate(server, 1, (_, faults) => isFirst ? 1 : faults + 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenSigns, clock, stoppingToken);
                await LookAsync(stoppingToken);
                _isRenewalFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // A lease that is not renewed lapses by itself; the lanes meet the same trouble in their own writes.
                if (!_isRenewalFailing)
                {
                    _isRenewalFailing = true;
                    NotRenewed(exception.Message);
                }
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var lanes = _lanes.Values.ToList();
        // A process that was frozen as a whole says nothing of its lanes: they turn again now.
        var wasFrozen = clock.GetElapsedTime(_lookedAt) > LongestTurn;
        _lookedAt = clock.GetTimestamp();
        foreach (var stuck in lanes.Where(lane => !wasFrozen && lane.StandsStillFor > LongestTurn && !lane.IsEnded))
        {
            StandsStill(stuck.Lease.Server, stuck.StandsStillFor.TotalSeconds);
            stuck.EndForStandingStill();
        }

        var turning = lanes.Where(lane => !lane.IsEnded).ToDictionary(lane => lane.Lease);
        if (turning.Count == 0)
        {
            return;
        }

        foreach (var lost in await leases.RenewAllAsync(turning.Keys, cancellationToken))
        {
            TakenOver(lost.Server, lost.Epoch);
            turning[lost].End();
        }
    }

    [LoggerMessage(LogLevel.Error, "The lane of {Server} did not turn for {Seconds:0} s; it is given up and begun again")]
    private partial void StandsStill(string server, double seconds);

    [LoggerMessage(LogLevel.Warning, "The lane of {Server} was taken over from this run (epoch {Epoch})")]
    private partial void TakenOver(string server, long epoch);

    [LoggerMessage(LogLevel.Warning, "The leases of this node's lanes could not be renewed: {Reason}")]
    private partial void NotRenewed(string reason);
}
