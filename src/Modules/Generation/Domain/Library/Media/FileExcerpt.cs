using System.Buffers.Binary;

namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>
/// Keeps of a file, as it passes and however long it is, the pieces that tell what is in it: the beginning, the end, and what programs
/// write somewhere in between, since they know it last.
/// </summary>
internal sealed class FileExcerpt
{
    private const int HeadLength = 16 * 1024;
    private const int IndexLength = 64 * 1024;
    private const int StepLength = 16;

    /// <summary>No page of Ogg is longer.</summary>
    private const int TailLength = 64 * 1024;

    /// <summary>A file with more boxes before the one that is looked for was made to waste time.</summary>
    private const int MaxSteps = 1_000;

    private readonly FileWindow _head = new(0, HeadLength);
    private FileWindow? _step = new(0, StepLength);
    private FileWindow? _index;
    private byte[]? _tail;
    private int _tailCount;
    private int _steps;
    private long _length;

    /// <summary>How the file begins.</summary>
    public ReadOnlySpan<byte> Head => _head.Bytes;

    /// <summary>
    /// Of films in the layout of MPEG-4 the beginning of the box <c>moov</c>, which mostly comes last; of MP3 the first frame, which comes
    /// behind tags of any length. Empty in other formats, and when it was not there.
    /// </summary>
    public ReadOnlySpan<byte> Index => _index is null ? [] : _index.Bytes;

    /// <summary>How the file ends, of Ogg only.</summary>
    public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _tailCount);

    /// <summary>The excerpt of a file of which only the beginning is known.</summary>
    public static FileExcerpt Of(ReadOnlySpan<byte> head)
    {
        var excerpt = new FileExcerpt();
        excerpt.Note(head);
        return excerpt;
    }

    /// <summary>The next bytes of the file.</summary>
    public void Note(ReadOnlySpan<byte> bytes)
    {
        _head.Note(_length, bytes);
        _index?.Note(_length, bytes);
        Step(bytes);
        NoteTail(bytes);
        _length += bytes.Length;
    }

    private void Step(ReadOnlySpan<byte> bytes)
    {
        _step?.Note(_length, bytes);
        while (_step is { IsFull: true } step)
        {
            var size = SizeOf(step.Bytes, step.Start == 0);
            if (size == 0)
            {
                _index = new(step.Start, IndexLength);
                // It began in the bytes before when its first ones did.
                _index.Note(step.Start, step.Bytes);
                _index.Note(_length, bytes);
            }

            var isOver = size is null or 0 || ++_steps > MaxSteps || size > long.MaxValue - step.Start - StepLength;
            _step = isOver ? null : new(step.Start + size!.Value, StepLength);
            // A short box ends in the bytes that were looked at.
            _step?.Note(step.Start, step.Bytes);
            _step?.Note(_length, bytes);
        }
    }

    /// <summary>How long the box or tag is that begins so; 0 for what is looked for; null when there is nothing to look for.</summary>
    private long? SizeOf(ReadOnlySpan<byte> start, bool isFirst)
    {
        if (Head[4..8].SequenceEqual("ftyp"u8))
        {
            return SizeOfBox(start);
        }

        if (isFirst && start.StartsWith("OggS"u8))
        {
            _tail = new byte[TailLength];
            return null;
        }

        return start.StartsWith("ID3"u8) ? SizeOfTag(start) : !isFirst || UploadFormat.Of(start)?.ContentType == "audio/mpeg" ? 0 : null;
    }

    /// <summary>Seven bits in each byte; ten bytes more before, and behind when the tag has a footer.</summary>
    private static long SizeOfTag(ReadOnlySpan<byte> start)
    {
        var length = ((start[6] & 0x7F) << 21) | ((start[7] & 0x7F) << 14) | ((start[8] & 0x7F) << 7) | (start[9] & 0x7F);
        return length + ((start[5] & 0x10) == 0 ? 10 : 20);
    }

    private static long? SizeOfBox(ReadOnlySpan<byte> start)
    {
        if (start[4..8].SequenceEqual("moov"u8))
        {
            return 0;
        }

        var size = BinaryPrimitives.ReadUInt32BigEndian(start);
        var longSize = size == 1 ? BinaryPrimitives.ReadUInt64BigEndian(start[8..]) : size;
        return longSize is >= 8 and <= long.MaxValue ? (long)longSize : null;
    }

    private void NoteTail(ReadOnlySpan<byte> bytes)
    {
        if (_tail is null)
        {
            return;
        }

        var last = bytes[^Math.Min(bytes.Length, TailLength)..];
        var kept = Math.Min(_tailCount, TailLength - last.Length);
        _tail.AsSpan(_tailCount - kept, kept).CopyTo(_tail);
        last.CopyTo(_tail.AsSpan(kept));
        _tailCount = kept + last.Length;
    }
}
