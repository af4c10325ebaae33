using ArtEngine.Generation.Infrastructure.Library;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>A file on the local disk for content whose length nobody told: S3 wants to know it before the first byte.</summary>
internal static class S3Spool
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Copies the content into a file without a name, which is gone when the stream is disposed of or the process dies.</summary>
    public static async Task<FileStream> FillAsync(
        ReadOnlyMemory<byte> head, Stream rest, long mostBytes, CancellationToken cancellationToken)
    {
        var file = TemporaryFile.Create();
        try
        {
            await file.WriteAsync(head, cancellationToken);
            var buffer = new byte[BufferSize];
            while (await rest.ReadAsync(buffer, cancellationToken) is var count and > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                EnsureFits(file.Length, mostBytes);
            }

            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Throws when it is more than a server takes in one request.</summary>
    public static void EnsureFits(long bytes, long mostBytes)
    {
        if (bytes > mostBytes)
        {
            throw new IOException($"The file is larger than {mostBytes} bytes, the most that an S3 server takes at once.");
        }
    }
}
