using System.Runtime.CompilerServices;
using System.Text;
using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Library;

/// <summary>The parts of a body of multipart/form-data one after the other, as they arrive.</summary>
internal static class FormParts
{
    private const int LongestBoundary = 200;

    private const int Most = 100;

    /// <summary>A part is read before the next one is asked for. What is wrong with the form is an <see cref="AppException"/>.</summary>
    public static async IAsyncEnumerable<FormPart> ReadAsync(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) &&
            type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
                ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
                : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary)
        {
            throw IncomingStream.Malformed();
        }

        var form = new MultipartReader(boundary, new IncomingStream(request.Body));
        for (var count = 0; await NextAsync(form, cancellationToken) is { } section; count++)
        {
            var disposition = section.GetContentDispositionHeader();
            if (count == Most || disposition is null)
            {
                throw IncomingStream.Malformed();
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
            var fileName = HeaderUtilities.RemoveQuotes(disposition.FileName).Value;
            yield return new(name, disposition.IsFileDisposition(), fileName, new IncomingStream(section.Body));
        }
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader form, CancellationToken cancellationToken)
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

/// <summary>A field or a file of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="FileName">What the file is called; null when it is none.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record FormPart(string Name, bool IsFile, string? FileName, Stream Content)
{
    private const int LongestText = 256 * 1024;

    /// <summary>The text of a field.</summary>
    public async Task<string> TextAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestText + 1];
        var length = await Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= LongestText && StorableText.Is(Name)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : throw new AppException(ErrorKind.TooLarge, "body_too_large", $"A field of the form has more than {LongestText} bytes.");
    }
}
