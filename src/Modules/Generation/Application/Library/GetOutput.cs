using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Library;
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
        var file = new BlobLink(output.StorageKey, output.ContentType, output.Name, MayBeShown(output));
        return await StoredFile.OpenAsync(store, file, output.Hash, query.MayLink, "output", cancellationToken);
    }

    /// <summary>Outputs are what a workflow made: a browser shows pictures, sound and film, and runs nothing.</summary>
    private static bool MayBeShown(JobOutput output) =>
        output.Type is "image" or "video" or "audio" && !output.ContentType.Contains("svg", StringComparison.OrdinalIgnoreCase);
}
