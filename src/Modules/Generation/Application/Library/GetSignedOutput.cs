using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Thumbnails;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>
/// The bytes of an output for whoever has its signed address, or with <paramref name="MayLink"/> an address where they are; with
/// <paramref name="Variant"/> those of another size or format.
/// </summary>
internal sealed record GetSignedOutputQuery(Guid OutputId, long Expires, string Signature, bool MayLink, PictureVariant? Variant = null)
    : IRequest<StoredFile>;

internal sealed class GetSignedOutputHandler(OutputLinks links, IOutputs outputs, IBlobStore store, PictureVariants variants)
    : IRequestHandler<GetSignedOutputQuery, StoredFile>
{
    public async Task<StoredFile> Handle(GetSignedOutputQuery query, CancellationToken cancellationToken)
    {
        if (!links.IsGenuine(query.OutputId, query.Expires, query.Signature))
        {
            throw new AppException(
                ErrorKind.Forbidden, "address_expired", "This address is not good, or not any more: the job tells a new one.");
        }

        // Erased with its user, perhaps, while the address was good.
        var output = await outputs.FindAsync(query.OutputId, cancellationToken)
            ?? throw new AppException(ErrorKind.NotFound, "unknown_output", "The output was deleted.");
        return query.Variant is { } variant
            ? await variants.OpenAsync(output, variant, cancellationToken)
            : await StoredFile.OpenAsync(store, output.ToFile(), output.Hash, query.MayLink, "output", cancellationToken);
    }
}
