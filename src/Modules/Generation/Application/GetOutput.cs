using ArtEngine.BuildingBlocks;
using MediatR;

namespace ArtEngine.Generation.Application;

/// <summary>The bytes of one output of the caller's jobs, or with <paramref name="MayLink"/> an address where they are.</summary>
internal sealed record GetOutputQuery(Guid OutputId, Guid UserId, bool MayLink) : IRequest<OutputContent>;

/// <summary>An output and either its bytes, which whoever gets them disposes of, or a link to them.</summary>
internal sealed record OutputContent(OutputView Output, Stream? Bytes, Uri? Link)
{
    /// <summary>Outputs are what a workflow made: a browser shows pictures, sound and film, and runs nothing.</summary>
    public bool IsShown => MayBeShown(Output);

    public static bool MayBeShown(OutputView output) =>
        output.Type is "image" or "video" or "audio" && !output.ContentType.Contains("svg", StringComparison.OrdinalIgnoreCase);
}

internal sealed class GetOutputHandler(IImageJobs jobs, IOutputStore store) : IRequestHandler<GetOutputQuery, OutputContent>
{
    public async Task<OutputContent> Handle(GetOutputQuery query, CancellationToken cancellationToken)
    {
        var output = await jobs.FindOutputAsync(query.OutputId, query.UserId, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "unknown_output", $"There is no output {query.OutputId} of yours.");
        var view = OutputView.Of(output);
        if (query.MayLink && store.LinkTo(new(output.StorageKey, output.ContentType, output.Name, OutputContent.MayBeShown(view))) is { } link)
        {
            return new(view, Bytes: null, link);
        }

        return new(view, await OpenAsync(output.StorageKey, cancellationToken), Link: null);
    }

    private async Task<Stream> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.OpenAsync(key, cancellationToken)
                ?? throw new AppException(ErrorKind.NotFound, "output_gone", "The output was removed from the store.");
        }
        catch (IOException)
        {
            throw new AppException(ErrorKind.Unavailable, "store_unavailable", "The store of outputs does not answer just now; try again.");
        }
    }
}
