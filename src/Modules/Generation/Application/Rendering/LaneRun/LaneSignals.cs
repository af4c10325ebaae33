using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Rendering.LaneRun;

/// <summary>Wakes a lane when something that it began is over.</summary>
internal sealed class LaneSignals(ISignals signals, string server)
{
    public async Task<T> AfterAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            signals.NotifyLocal(Topics.Server(server));
        }
    }

    public ISignalSubscription Subscribe() => signals.Subscribe(Topics.Lanes, Topics.Cancels, Topics.Backends, Topics.Server(server));
}
