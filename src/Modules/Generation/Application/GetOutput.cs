using ArtEngine.BuildingBlocks;
using MediatR;

namespace ArtEngine.Generation.Application;

/// <summary>The bytes of one output of the caller's jobs.</summary>
internal sealed record GetOutputQuery(Guid OutputId, Guid UserId) : IRequest<OutputContent>;

/// <summary>An output and its bytes; who gets it disposes of the stream.</summary>
internal sealed record OutputContent(OutputView Output, Stream Bytes);

internal sealed class GetOutputHandler(IImageJobs jobs, IOutputStore store) : IRequestHandler<GetOutputQuery, OutputContent>
{
    public async Task<OutputContent> Handle(GetOutputQuery query, CancellationToken cancellationToken)
    {
        var output = await jobs.FindOutputAsync(query.OutputId, query.UserId, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "unknown_output", $"There is no output {query.OutputId} of yours.");
        var bytes = await store.OpenAsync(output.StorageKey, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "output_gone", "The output was removed from the store.");
        return new(OutputView.Of(output), bytes);
    }
}
