using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Generation.Api.Library;

/// <summary>The bytes of a request. A fault of the caller is not reported as a fault of the store that they go to.</summary>
internal sealed class IncomingStream(Stream body) : ReadOnlyStream
{
    public static AppException Malformed() =>
        new(ErrorKind.Malformed, "malformed_upload", "The upload broke off, or is no multipart/form-data.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new AppException(
                ErrorKind.TooLarge, "body_too_large", "The picture is larger than the operator's setting Uploads:MaxBytes allows.");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Malformed();
        }
    }
}
