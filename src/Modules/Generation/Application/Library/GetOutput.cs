using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The bytes of one output of the caller's jobs, or with <paramref name="MayLink"/> an address where they are.</summary>
internal sealed record GetOutputQuery(Guid OutputId, Guid UserId, bool MayLink) : IRequest<StoredFile>;

internal sealed class GetOutputHandler(IOutputs outputs, IBlobStore store) : IRequestHandler<GetOutputQuery, StoredFile>
{
    public async Task<StoredFile> Handle(GetOutputQuery query, CancellationToken cancellationToken)
    {
        var output = await outputs.FindAsync(query.OutputId, query.UserId, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "unknown_output", $"There is no output {query.OutputId} of yours.");
        return await StoredFile.OpenAsync(store, output.ToFile(), output.Hash, query.MayLink, "output", cancellationToken);
    }
}
