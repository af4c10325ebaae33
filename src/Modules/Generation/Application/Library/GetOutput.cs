using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Thumbnails;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// The bytes of one output of the caller's jobs, or with <paramref name="MayLink"/> an address where they are; with
/// <paramref name="Variant"/> those of another size or format.
/// </summary>
internal sealed record GetOutputQuery(Guid OutputId, Guid UserId, bool MayLink, PictureVariant? Variant = null) : IRequest<StoredFile>;

internal sealed class GetOutputHandler(IOutputs outputs, IBlobStore store, PictureVariants variants)
    : IRequestHandler<GetOutputQuery, StoredFile>
{
    public async Task<StoredFile> Handle(GetOutputQuery query, CancellationToken cancellationToken)
    {
        var output = await outputs.FindAsync(query.OutputId, query.UserId, cancellationToken)
            ?? throw OutputLookup.Unknown(query.OutputId);
        return query.Variant is { } variant
            ? await variants.OpenAsync(output, variant, cancellationToken)
            : await StoredFile.OpenAsync(store, output.ToFile(), output.Hash, query.MayLink, "output", cancellationToken);
    }
}
