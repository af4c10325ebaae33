using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

internal sealed class GetStorageHandler(IOutputs outputs) : IRequestHandler<GetStorageQuery, long>
{
    public Task<long> Handle(GetStorageQuery query, CancellationToken cancellationToken) =>
        outputs.SumBytesAsync(query.UserId, cancellationToken);
}
