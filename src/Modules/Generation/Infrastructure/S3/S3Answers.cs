using System.Net;
using System.Xml;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Reads what the server says in XML, as far as somebody who does not trust it reads it.</summary>
internal static class S3Answers
{
    private const string S3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    /// <summary>A thousand names of the greatest length fit in several times.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private const int LongestReason = 300;

    /// <summary>The whole body of a short answer.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
            return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (HttpRequestException) when (!answer.IsSuccessStatusCode)
        {
            // The status says enough.
            return [];
        }
    }

    /// <summary>Status, S3's code and reason of an error, in a sentence.</summary>
    public static string Describe(HttpStatusCode status, byte[] body)
    {
        if (status is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest and not HttpStatusCode.NotModified)
        {
            return $"The S3 server redirects to another address ({(int)status}), which is not followed.";
        }

        var (code, reason) = ReadError(body);
        return $"The S3 server answers {(int)status}{(code is null ? "" : $" {code}")}{(reason is null ? "." : $": {reason}")}";
    }

    /// <summary>
    /// Throws unless the body is an answer to what was asked. The client takes anything else for an empty list, and an empty
    /// list means that everything is deleted.
    /// </summary>
    public static void EnsureIsS3(byte[] body)
    {
        try
        {
            using var xml = Open(body);
            xml.MoveToContent();
            if (xml.LocalName is "ListMultipartUploadsResult" or "DeleteResult" ||
                (xml.LocalName, xml.NamespaceURI) is ("ListBucketResult", S3Namespace))
            {
                return;
            }
        }
        catch (XmlException)
        {
            // Not even XML.
        }

        throw new IOException("The S3 server answers with something that is no S3.");
    }

    private static (string? Code, string? Reason) ReadError(byte[] body)
    {
        string? code = null, reason = null;
        try
        {
            using var xml = Open(body);
            xml.MoveToContent();
            while (!xml.EOF)
            {
                // Reading an element's text moves on to what follows it.
                (code, reason) = (xml.NodeType, xml.LocalName) switch
                {
                    (XmlNodeType.Element, "Code") => (Shorten(xml.ReadElementContentAsString()), reason),
                    (XmlNodeType.Element, "Message") => (code, Shorten(xml.ReadElementContentAsString())),
                    _ => xml.Read() ? (code, reason) : (code, reason),
                };
            }
        }
        catch (XmlException)
        {
            // A proxy's page, or nothing at all.
        }

        return (code, reason);
    }

    private static string? Shorten(string text)
    {
        var line = string.Concat(text.Take(LongestReason).Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length == 0 ? null : line;
    }

    private static XmlReader Open(byte[] body) =>
        XmlReader.Create(new MemoryStream(body), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
}
