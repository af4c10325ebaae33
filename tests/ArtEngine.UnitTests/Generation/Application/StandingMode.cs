using ArtEngine.Generation.Application.Jobs.Queue;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>What a test says of the queue.</summary>
internal sealed class StandingMode : IQueueMode
{
    public QueueMode Mode { get; set; } = new(IsPaused: false, Maintenance: null);

    public ValueTask<QueueMode> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Mode);

    public Task<QueueMode> ChangeAsync(Func<QueueMode, QueueMode> change, CancellationToken cancellationToken) =>
        Task.FromResult(Mode = change(Mode));
}
