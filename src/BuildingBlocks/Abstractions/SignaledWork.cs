namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Work beside a loop that waits for signals. Its end is signaled only once its task is completed, so that whoever is woken by it sees that
/// it is over.
/// </summary>
public static class SignaledWork
{
    /// <summary>Begins work whose end is signaled on this node, however it ended.</summary>
    public static Task Begin(this ISignals signals, string topic, Func<Task> work) => signals.NotifyAfter(topic, RunAsync(work));

    /// <summary>Begins work whose end is signaled on this node, however it ended.</summary>
    public static Task<T> Begin<T>(this ISignals signals, string topic, Func<Task<T>> work) => signals.NotifyAfter(topic, RunAsync(work));

    private static TTask NotifyAfter<TTask>(this ISignals signals, string topic, TTask work) where TTask : Task
    {
        _ = NotifyAsync();
        return work;

        async Task NotifyAsync()
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            signals.NotifyLocal(topic);
        }
    }

    /// <summary>What the work throws before it first waits belongs to its task, too.</summary>
    private static async Task RunAsync(Func<Task> work) => await work();

    private static async Task<T> RunAsync<T>(Func<Task<T>> work) => await work();
}
