using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Users.Contracts;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>The keys of comfy.org that users entrusted to the service, for nodes that ask for one.</summary>
internal sealed class ComfyKeys(IMediator mediator)
{
    /// <param name="userId">Whose graph it is.</param>
    /// <param name="needs">The nodes of the graph.</param>
    /// <param name="catalog">What the server said of them when it was asked whether it can run the graph.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when no node asks for a key, and when there is none.</returns>
    /// <exception cref="IOException">It cannot be read just now.</exception>
    public async Task<string?> OfAsync(
        Guid userId, IReadOnlyList<NodeRequirement> needs, INodeCatalog catalog, CancellationToken cancellationToken)
    {
        if (!needs.Any(need => catalog.Remembered(need.ClassType) is { AsksForComfyKey: true }))
        {
            return null;
        }

        try
        {
            return await mediator.Send(new GetComfyKeyQuery(userId), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(exception.GetBaseException().Message, exception);
        }
    }
}
