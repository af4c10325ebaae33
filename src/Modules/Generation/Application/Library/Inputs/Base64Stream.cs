using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library.Inputs;

/// <summary>The bytes that a text in Base64 stands for, a piece at a time; white space in it is passed over.</summary>
internal sealed class Base64Stream(ReadOnlyMemory<char> text) : ReadOnlyStream
{
    private const int Piece = 4 * 4_096;

    private readonly byte[] _bytes = new byte[Piece / 4 * 3];
    private readonly char[] _chars = new char[Piece];
    private int _at;
    private ReadOnlyMemory<byte> _left;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            _left = Decode();
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return ValueTask.FromResult(count);
    }

    private ReadOnlyMemory<byte> Decode()
    {
        var count = 0;
        for (; _at < text.Length && count < Piece; _at++)
        {
            var letter = text.Span[_at];
            if (!char.IsWhiteSpace(letter))
            {
                // The alphabet of addresses stands for the same.
                _chars[count++] = letter switch { '-' => '+', '_' => '/', _ => letter };
            }
        }

        while (count % 4 != 0)
        {
            // Only the last piece is not full, and its padding may be left out.
            _chars[count++] = '=';
        }

        return Convert.TryFromBase64Chars(_chars.AsSpan(0, count), _bytes, out var written)
            ? _bytes.AsMemory(0, written)
            : throw new AppException(ErrorKind.Invalid, "not_base64", "The text is not Base64.");
    }
}
