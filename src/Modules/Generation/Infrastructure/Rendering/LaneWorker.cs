using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Application.Backends;
using ArtEngine.Generation.Application.Rendering;
using MediatR;

namespace ArtEngine.Generation.Infrastructure.Rendering;

/// <summary>One run for each ComfyUI server, wherever in the cluster; what is done is <see cref="RunLaneCommand"/>.</summary>
internal sealed class LaneWorker(IMediator mediator) : IClusterWorker
{
    public const string Name = "lane";

    public async Task RunAsync(string argument, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new RunLaneCommand(argument), cancellationToken);
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            await mediator.Send(new EndLaneCommand(argument), cancellationToken);
        }
    }
}
