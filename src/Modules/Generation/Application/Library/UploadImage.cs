using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Takes an input picture and streams it to the store. The same bytes again are the same picture.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Content">The bytes; what goes wrong in reading them it tells as an <see cref="AppException"/>.</param>
/// <param name="MostBytes">How many there are at most; null when the caller does not say.</param>
internal sealed record UploadImageCommand(Guid UserId, Stream Content, long? MostBytes) : IRequest<UploadedImage>
{
    /// <summary>All media types that are taken.</summary>
    public static IReadOnlyList<string> ContentTypes => UploadFormat.ContentTypes;

    /// <summary>BLAKE3 that the bytes must have, 64 hex digits, or nothing is kept (<c>hash_mismatch</c>); null for any.</summary>
    public string? Blake3 { get; init; }
}

/// <summary>The picture, and whether its bytes were not there before.</summary>
internal sealed record UploadedImage(UploadView Picture, bool IsNew);

internal sealed class UploadImageHandler(UploadIntake intake) : IRequestHandler<UploadImageCommand, UploadedImage>
{
    public Task<UploadedImage> Handle(UploadImageCommand command, CancellationToken cancellationToken) =>
        intake.TakeInAsync(command, cancellationToken);
}
