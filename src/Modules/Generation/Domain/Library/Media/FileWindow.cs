namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>Some bytes of a file, kept as the file passes.</summary>
/// <param name="start">Where they begin in it.</param>
/// <param name="length">How many there are at most.</param>
internal sealed class FileWindow(long start, int length)
{
    private readonly byte[] _bytes = new byte[length];
    private int _count;

    public long Start => start;

    public bool IsFull => _count == _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <param name="at">Where these bytes begin in the file; they follow those of the call before.</param>
    /// <param name="bytes">Any number of them.</param>
    public void Note(long at, ReadOnlySpan<byte> bytes)
    {
        var skipped = start + _count - at;
        if (!IsFull && skipped >= 0 && skipped < bytes.Length)
        {
            var part = bytes[(int)skipped..];
            part = part[..Math.Min(part.Length, _bytes.Length - _count)];
            part.CopyTo(_bytes.AsSpan(_count));
            _count += part.Length;
        }
    }
}
