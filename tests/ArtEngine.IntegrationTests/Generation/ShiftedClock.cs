namespace ArtEngine.IntegrationTests.Generation;

/// <summary>The real time and some more. It goes on, so that what the scheduler begins at a time is begun.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + Ahead;
}
