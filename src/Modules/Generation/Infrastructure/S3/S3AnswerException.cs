using System.Net;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>The server answered, and the answer is not a success.</summary>
internal sealed class S3AnswerException(HttpStatusCode status, string message) : IOException(message)
{
    public HttpStatusCode Status { get; } = status;
}
