using Blake3;

namespace ArtEngine.Generation.Application.Library.Storage;

/// <summary>BLAKE3 of bytes that come in pieces: what Comfy's clients know files by.</summary>
internal sealed class Blake3Hash : IDisposable
{
    private readonly Hasher _hasher = Hasher.New();

    public void Append(ReadOnlySpan<byte> bytes) => _hasher.Update(bytes);

    /// <summary>Of all bytes so far, 64 lower-case hex digits.</summary>
    public string ToHex() => _hasher.Finalize().ToString();

    public void Dispose() => _hasher.Dispose();
}
