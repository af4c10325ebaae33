using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>What a ComfyUI server runs on and how much of its memory is free, asked now.</summary>
internal sealed record GetMachineQuery(string Name) : IRequest<MachineView>;

/// <summary>What a ComfyUI server runs on.</summary>
/// <param name="Machine">What it says; null when it does not answer.</param>
internal sealed record MachineView(ServerMachine? Machine);

internal sealed class GetMachineHandler(IBackends backends, IRenderServers servers) : IRequestHandler<GetMachineQuery, MachineView>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<MachineView> Handle(GetMachineQuery query, CancellationToken cancellationToken)
    {
        var backend = await backends.FindAsync(query.Name, cancellationToken) ?? throw UnknownBackend.Named(query.Name);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            return new(await servers.Of(backend).Catalog.ReadMachineAsync(soon.Token));
        }
        catch (Exception exception) when (exception is RenderAnswerException ||
            RenderServerUnavailableException.IsReasonOf(exception, cancellationToken))
        {
            return new((ServerMachine?)null);
        }
    }
}
