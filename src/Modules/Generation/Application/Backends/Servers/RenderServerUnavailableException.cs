namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>The server did not answer, or not as any server would.</summary>
/// <param name="message">How.</param>
/// <param name="isGone">Whether nothing listens there: the process and its queue are no more.</param>
/// <param name="inner">What it was.</param>
internal sealed class RenderServerUnavailableException(string message, bool isGone = false, Exception? inner = null)
    : Exception(message, inner)
{
    public bool IsGone { get; } = isGone;

    /// <summary>Whether it is that the server does not answer, or not in the time that it was given.</summary>
    /// <param name="exception">What came of asking it.</param>
    /// <param name="caller">Who asked: that they left is no fault of the server.</param>
    public static bool IsReasonOf(Exception exception, CancellationToken caller) =>
        exception is RenderServerUnavailableException ||
        (exception is OperationCanceledException && !caller.IsCancellationRequested);
}
