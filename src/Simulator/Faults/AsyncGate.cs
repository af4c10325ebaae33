namespace ArtEngine.ComfySimulator.Faults;

/// <summary>A gate that can be closed and opened; who comes while it is closed waits.</summary>
internal sealed class AsyncGate
{
    private volatile TaskCompletionSource opened = Opened();

    public bool IsClosed => !opened.Task.IsCompleted;

    public void Set(bool closed)
    {
        if (closed && !IsClosed)
        {
            opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else if (!closed)
        {
            opened.TrySetResult();
        }
    }

    public Task PassAsync(CancellationToken cancellationToken) => opened.Task.WaitAsync(cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
