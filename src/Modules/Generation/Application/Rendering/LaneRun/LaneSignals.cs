using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Rendering.LaneRun;

/// <summary>Wakes a lane when something that it began is over.</summary>
internal sealed class LaneSignals(IWakeups wakeups, string server)
{
    public async Task<T> AfterAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        finally
        {
            wakeups.RingHere(Topics.Server(server));
        }
    }

    public IWakeupListener Listen() => wakeups.Listen(Topics.Lanes, Topics.Backends, Topics.Server(server));
}
