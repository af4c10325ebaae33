using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Lanes;
using MediatR;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application;

/// <summary>Drives one ComfyUI server until canceled. At most one of these runs for a server at any time.</summary>
internal sealed record RunLaneCommand(string Server) : IRequest;

internal sealed class RunLaneHandler(
    IRenderServers servers,
    IImageJobs jobs,
    IOutputStore store,
    ILiveBoard board,
    IWakeups wakeups,
    TimeProvider clock,
    IOptions<GenerationOptions> options,
    ILoggerFactory logs) : AsyncRequestHandler<RunLaneCommand>
{
    protected override async Task Handle(RunLaneCommand command, CancellationToken cancellationToken)
    {
        var server = servers.ByName(command.Server);
        var settlement = new Settlement(server, jobs, new OutputCollector(server, store), board, clock, options.Value, logs.CreateLogger<Settlement>());
        var lane = new Lane(server, jobs, settlement, board, wakeups, clock, options.Value, logs.CreateLogger<Lane>());
        await lane.RunAsync(cancellationToken);
    }
}
