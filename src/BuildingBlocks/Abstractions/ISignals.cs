namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Tells waiting workers that there may be something to do. A signal is only a hint: whoever waits also looks by the
/// clock, so a lost one costs time and nothing else.
/// </summary>
public interface ISignals
{
    /// <summary>Whether a signal reaches every node that there may be, as far as is known just now.</summary>
    bool ReachEveryNode { get; }

    /// <summary>Wakes everybody in the cluster who listens to the topic. Never blocks and never fails.</summary>
    void Notify(string topic);

    /// <summary>Wakes those who listen on this node, for what no other node can have to do with.</summary>
    void NotifyLocal(string topic);

    /// <summary>Starts to listen; what rings from now on is not missed, however late it is waited for.</summary>
    ISignalSubscription Subscribe(params IReadOnlyList<string> topics);
}
