using ArtEngine.Generation.Application.Library.Outputs;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// Has outputs of older versions found by their words, too; then it has nothing more to do until canceled. One of these runs in the
/// cluster.
/// </summary>
internal sealed record IndexOlderOutputsCommand : IRequest;

internal sealed class IndexOlderOutputsHandler(IOlderOutputs outputs, TimeProvider clock) : AsyncRequestHandler<IndexOlderOutputsCommand>
{
    /// <summary>Small enough that others who write hardly notice.</summary>
    private const int AtOnce = 50;

    protected override async Task Handle(IndexOlderOutputsCommand command, CancellationToken cancellationToken)
    {
        for (var began = clock.GetTimestamp(); await outputs.IndexSomeAsync(AtOnce, cancellationToken); began = clock.GetTimestamp())
        {
            // Half of the time is everybody else's.
            await Task.Delay(clock.GetElapsedTime(began), clock, cancellationToken);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
    }
}
