namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>
/// A file's bytes on their way; dispose it to free the connection. Reading throws <see cref="RenderAnswerException"/> when
/// they break off or stop coming, never an <see cref="IOException"/>: that is the word of the store that they go to.
/// </summary>
internal sealed class RenderedContent(Stream bytes, string contentType, IDisposable connection, long? length = null) : IAsyncDisposable
{
    public Stream Bytes { get; } = bytes;

    public string ContentType { get; } = contentType;

    /// <summary>How many bytes there are; null when the server does not tell.</summary>
    public long? Length { get; } = length;

    public async ValueTask DisposeAsync()
    {
        await Bytes.DisposeAsync();
        connection.Dispose();
    }
}
