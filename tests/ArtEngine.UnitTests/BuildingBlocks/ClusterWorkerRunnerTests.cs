using ArtEngine.BuildingBlocks.Infrastructure.Workers;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ClusterWorkerRunnerTests
{
    private readonly ClusterWorkerRunner _runner = new();

    [Fact]
    public async Task Work_whose_services_are_gone_while_the_host_stops_ends_in_silence()
    {
        using var stop = new CancellationTokenSource();

        await _runner.RunAsync("work", _ => FailAsync(stop), stop.Token);

        stop.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Work_whose_services_are_gone_at_any_other_time_is_a_fault()
    {
        using var stop = new CancellationTokenSource();
        using var other = new CancellationTokenSource();

        await Should.ThrowAsync<ObjectDisposedException>(_runner.RunAsync("work", _ => FailAsync(other), stop.Token).AsTask());
    }

    private static async Task FailAsync(CancellationTokenSource stop)
    {
        await stop.CancelAsync();
        throw new ObjectDisposedException("IServiceProvider");
    }
}
