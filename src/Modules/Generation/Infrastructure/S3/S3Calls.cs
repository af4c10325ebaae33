using System.Net;
using Amazon.Runtime;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Turns everything that can go wrong between here and the server into an <see cref="IOException"/>.</summary>
internal static class S3Calls
{
    public static async Task<T> AskAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException exception) when (exception.StatusCode != 0)
        {
            throw new IOException($"The S3 server answers {(int)exception.StatusCode} {exception.ErrorCode}: {exception.Message}", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The client lets through what its HTTP stack throws, a timeout as a cancellation among others.
            throw new IOException($"The S3 server does not answer: {exception.Message}", exception);
        }
    }

    /// <returns>Null when the server says that the thing is not there.</returns>
    public static async Task<T?> AskUnlessMissingAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await AskAsync(call, cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }
}
