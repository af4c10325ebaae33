using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The job of the caller that made an output.</summary>
internal sealed record GetOutputJobQuery(Guid OutputId, Guid UserId) : IRequest<Guid>;

internal sealed class GetOutputJobHandler(IOutputs outputs) : IRequestHandler<GetOutputJobQuery, Guid>
{
    public async Task<Guid> Handle(GetOutputJobQuery query, CancellationToken cancellationToken) =>
        (await outputs.FindAsync(query.OutputId, query.UserId, cancellationToken))?.JobId
            ?? throw new AppException(ErrorKind.NotFound, "unknown_output", $"There is no output {query.OutputId} of yours.");
}
