using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>The ComfyUI server was forgotten: its lane runs no more, unless a server of this name was added again.</summary>
internal sealed record EndLaneCommand(string Server) : IRequest;

internal sealed class EndLaneHandler(ILaneSchedule lanes, IBackends backends) : AsyncRequestHandler<EndLaneCommand>
{
    protected override async Task Handle(EndLaneCommand command, CancellationToken cancellationToken)
    {
        await lanes.EndAsync(command.Server, cancellationToken);
        // Whoever added it just before that found its lane running still.
        if (await backends.FindAsync(command.Server, cancellationToken) is not null)
        {
            await lanes.KeepAsync(command.Server, cancellationToken);
        }
    }
}
