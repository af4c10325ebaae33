using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>The ComfyUI server gets no more jobs, and is forgotten when it has finished those it has.</summary>
internal sealed record RemoveBackendCommand(string Name) : IRequest;

internal sealed class RemoveBackendHandler(IBackends backends) : AsyncRequestHandler<RemoveBackendCommand>
{
    protected override async Task Handle(RemoveBackendCommand command, CancellationToken cancellationToken)
    {
        if (await backends.ChangeAsync(command.Name, backend => backend.Turn(BackendState.Removing), cancellationToken) is null)
        {
            throw UnknownBackend.Named(command.Name);
        }
    }
}
