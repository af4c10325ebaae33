namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>
/// How long before a server is expected to have nothing more to do it is given its next prompt: as long as sending took lately, and as much
/// as renders ended earlier than was expected.
/// </summary>
internal sealed class FeedAhead
{
    /// <summary>What was long once counts less with each one after it.</summary>
    private const double Fading = 0.8;

    /// <summary>A busy machine may take so long to send after all.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    private TimeSpan _sending;
    private TimeSpan _early;

    public TimeSpan Time => Margin + _sending + _early;

    /// <summary>A prompt was sent.</summary>
    /// <param name="took">Since it was claimed, its input pictures included.</param>
    public void NoteSent(TimeSpan took) => _sending = Longest(_sending, took);

    /// <summary>A render ended well.</summary>
    /// <param name="left">What was expected to be left of it.</param>
    public void NoteEnd(TimeSpan left) => _early = Longest(_early, left);

    private static TimeSpan Longest(TimeSpan before, TimeSpan newest) => before * Fading > newest ? before * Fading : newest;
}
