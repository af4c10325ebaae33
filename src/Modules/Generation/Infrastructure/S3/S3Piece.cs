using System.Net;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>A part of an object on its way here.</summary>
internal sealed class S3Piece : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly TimeSpan _silence;
    private Stream? _body;

    private S3Piece(HttpResponseMessage answer, TimeSpan silence, long end, long total)
    {
        (_answer, _silence, End, Total) = (answer, silence, end, total);
        // Not by the property of that name: there are servers that leave out the quotes.
        Version = answer.Headers.TryGetValues("ETag", out var versions) ? versions.FirstOrDefault() : null;
    }

    /// <summary>Where it ends in the object: the position behind its last byte.</summary>
    public long End { get; }

    /// <summary>The length of the object.</summary>
    public long Total { get; }

    /// <summary>The server's ETag as it wrote it: changes with the bytes. Null when it has none.</summary>
    public string? Version { get; }

    /// <summary>How many bytes were read of it.</summary>
    public long Given { get; private set; }

    /// <param name="answer">The answer to a request for bytes from <paramref name="first"/> on; the piece disposes of it.</param>
    /// <param name="first">The position that was asked for.</param>
    /// <param name="silence">How long the server may pause between bytes.</param>
    public static S3Piece Of(HttpResponseMessage answer, long first, TimeSpan silence)
    {
        var (range, length) = (answer.Content.Headers.ContentRange, answer.Content.Headers.ContentLength);
        return (answer.StatusCode, range) switch
        {
            (HttpStatusCode.PartialContent, { From: { } from, To: { } to, Length: { } total }) when from == first =>
                new(answer, silence, to + 1, total),
            // It does not know ranges, or the object is no longer than what was asked for.
            (HttpStatusCode.OK, _) when first == 0 && length is { } whole => new(answer, silence, whole, whole),
            _ => throw new IOException("The S3 server answers with other bytes than were asked for."),
        };
    }

    /// <summary>Fails when the server breaks off or falls silent.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_silence);
        try
        {
            _body ??= await _answer.Content.ReadAsStreamAsync(limit.Token);
            var count = await _body.ReadAsync(buffer, limit.Token);
            Given += count;
            return count > 0 ? count : throw new EndOfStreamException("The S3 server sent less than it said.");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The S3 server sends nothing for {_silence.TotalSeconds:0.#} s.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"The S3 server broke off: {exception.GetBaseException().Message}", exception);
        }
    }

    public void Dispose() => _answer.Dispose();
}
