using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Library;

/// <summary>Finds the picture in the body of an upload, without reading it.</summary>
internal static class UploadBody
{
    private const string Field = "image";

    private const int LongestBoundary = 200;

    /// <returns>The picture's bytes; what goes wrong in reading them is an <see cref="AppException"/>.</returns>
    public static async Task<Stream> OpenAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ||
            !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return new IncomingStream(request.Body);
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
        {
            throw IncomingStream.Malformed();
        }

        return await FindFileAsync(new(boundary, new IncomingStream(request.Body)), cancellationToken)
            ?? throw new AppException(
                ErrorKind.Malformed, "malformed_upload", $"Send the picture as the file \"{Field}\" of multipart/form-data.");
    }

    private static async Task<Stream?> FindFileAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        try
        {
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition() &&
                    HeaderUtilities.RemoveQuotes(disposition.Name).Equals(Field, StringComparison.OrdinalIgnoreCase))
                {
                    return new IncomingStream(section.Body);
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw IncomingStream.Malformed();
        }
    }
}
