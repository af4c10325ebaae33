using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Rendering.LaneRun;

/// <summary>Wakes a lane when something that it began is over.</summary>
internal sealed class LaneSignals(ISignals signals, string server)
{
    public Task<T> Begin<T>(Func<Task<T>> work) => signals.Begin(Topics.Server(server), work);

    public ISignalSubscription Subscribe() => signals.Subscribe(Topics.Lanes, Topics.Cancels, Topics.Backends, Topics.Server(server));
}
