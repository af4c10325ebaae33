using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Library;

/// <summary>Finds the picture in the body of an upload, without reading it; whatever else a form holds is refused.</summary>
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

    private static string? NameOf(MultipartSection section, bool mustBeFile) =>
        section.GetContentDispositionHeader() is { } disposition && (disposition.IsFileDisposition() || !mustBeFile)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;

    private static AppException Stranger(MultipartSection section)
    {
        var name = NameOf(section, mustBeFile: false) ?? "";
        return new(ErrorKind.Malformed, "malformed_upload", "The form holds something else than the picture; see errors.")
        {
            Errors = [new($"/{name}", $"{Wording.Quote(name)} is not taken here: send one file, \"{Field}\", and nothing else.")],
        };
    }

    private static async Task<Stream?> FindFileAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        try
        {
            return await form.ReadNextSectionAsync(cancellationToken) is not { } section ? null
                : NameOf(section, mustBeFile: true) is { } name && name.Equals(Field, StringComparison.OrdinalIgnoreCase)
                    ? new OnlyFile(form, new IncomingStream(section.Body))
                    : throw Stranger(section);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw IncomingStream.Malformed();
        }
    }

    /// <summary>The bytes of the file, at whose end the form must end too.</summary>
    private sealed class OnlyFile(MultipartReader form, Stream file) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await file.ReadAsync(buffer, cancellationToken);
            if (count == 0 && buffer.Length > 0 && await NextAsync(cancellationToken) is { } next)
            {
                throw Stranger(next);
            }

            return count;
        }

        private async Task<MultipartSection?> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await form.ReadNextSectionAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException)
            {
                throw IncomingStream.Malformed();
            }
        }
    }
}
