namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>The server answered, but what it says of the one thing that it was asked about is of no use.</summary>
/// <param name="message">How, in a sentence without a name of the server.</param>
/// <param name="isFinal">Whether asking again would be answered the same.</param>
/// <param name="inner">What it was.</param>
internal sealed class RenderAnswerException(string message, bool isFinal = false, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal { get; } = isFinal;
}
