namespace ArtEngine.Generation.Application.Rendering.LaneRun;

/// <summary>
/// The time since a lane's run began, which never jumps: whatever a lane measures or waits for goes by it. What is stored
/// for people goes by <see cref="UtcNow"/>.
/// </summary>
internal sealed class LaneClock(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    public TimeSpan Now => clock.GetElapsedTime(_start);

    public DateTimeOffset UtcNow => clock.GetUtcNow();
}
