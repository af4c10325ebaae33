using System.Diagnostics;

namespace ArtEngine.Bench.Stage;

internal static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer is yes; connections that fail are a no.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> isTrue, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50, cancellationToken))
        {
            try
            {
                if (await isTrue())
                {
                    return;
                }
            }
            catch (Exception exception) when (
                exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"It did not come true within {Patience.TotalSeconds} s that {what}.");
    }
}
