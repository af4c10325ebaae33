using System.Buffers.Binary;
using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Reads the texts about an MP4 file: in <c>moov/udta/meta</c> or <c>moov/meta</c> a list of values, called by four letters or by their
/// place in a list of names beside it.
/// </summary>
internal static class Mp4Text
{
    private const int BoxHead = 8;
    private const int MaxBoxes = 10_000;

    /// <summary>A copyright sign and <c>cmt</c>, as programs of old called it.</summary>
    private const uint CommentType = 0xA9636D74;

    private static readonly string[][] Places = [["moov", "udta", "meta"], ["moov", "meta"]];

    /// <summary>The texts of the file by their names.</summary>
    public static async Task<Dictionary<string, string>> ReadAsync(Stream film, int maxBytes, CancellationToken cancellationToken)
    {
        foreach (var place in Places)
        {
            if (await MetaAsync(film, place, cancellationToken) is { } meta)
            {
                var names = await BytesAsync(film, meta, "keys", maxBytes, cancellationToken);
                var values = await BytesAsync(film, meta, "ilst", 2L * maxBytes, cancellationToken);
                return Texts(Names(names), values);
            }
        }

        return [];
    }

    private static async Task<BoxContent?> MetaAsync(Stream film, string[] place, CancellationToken cancellationToken)
    {
        BoxContent? box = new BoxContent(0, film.Length);
        foreach (var type in place)
        {
            box = box is { } outer ? await FindAsync(film, outer, type, cancellationToken) : null;
        }

        // A version of four bytes stands before what is in it, but not in QuickTime's own files.
        return box is not { } meta ? null
            : await FindAsync(film, meta, "hdlr", cancellationToken) is null ? meta with { Start = meta.Start + 4 }
            : meta;
    }

    private static async Task<BoxContent?> FindAsync(Stream film, BoxContent outer, string type, CancellationToken cancellationToken)
    {
        var head = new byte[2 * BoxHead];
        var at = outer.Start;
        for (var i = 0; i < MaxBoxes && at + BoxHead <= outer.End; i++)
        {
            film.Position = at;
            await film.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            var (size, start) = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(head), at + BoxHead);
            if (size == 1)
            {
                (size, start) = (BinaryPrimitives.ReadUInt64BigEndian(head.AsSpan(BoxHead)), start + BoxHead);
            }

            if (size < (ulong)(start - at) || size > (ulong)(outer.End - at))
            {
                return null;
            }

            if (Encoding.Latin1.GetString(head, 4, 4) == type)
            {
                return new(start, at + (long)size);
            }

            at += (long)size;
        }

        return null;
    }

    private static async Task<byte[]> BytesAsync(
        Stream film, BoxContent outer, string type, long maxBytes, CancellationToken cancellationToken)
    {
        if (await FindAsync(film, outer, type, cancellationToken) is not { } box || box.End - box.Start > maxBytes)
        {
            return [];
        }

        film.Position = box.Start;
        var bytes = new byte[box.End - box.Start];
        await film.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Behind a version and how many there are; the first one has the number 1.</summary>
    private static List<string> Names(byte[] keys)
    {
        var names = new List<string>();
        var rest = keys.AsSpan(Math.Min(BoxHead, keys.Length));
        while (Take(ref rest, out _, out var name))
        {
            names.Add(Encoding.UTF8.GetString(name));
        }

        return names;
    }

    private static Dictionary<string, string> Texts(List<string> names, byte[] list)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var items = list.AsSpan();
        while (Take(ref items, out var type, out var item))
        {
            var number = BinaryPrimitives.ReadUInt32BigEndian(type);
            var name = number >= 1 && number <= names.Count ? names[(int)number - 1] : number == CommentType ? "comment" : null;
            if (name is not null && Take(ref item, out _, out var data) && data.Length >= BoxHead)
            {
                // Behind its kind and language.
                texts.TryAdd(name, Encoding.UTF8.GetString(data[BoxHead..]));
            }
        }

        return texts;
    }

    private static bool Take(scoped ref Span<byte> boxes, out Span<byte> type, out Span<byte> content)
    {
        type = content = default;
        if (boxes.Length < BoxHead || BinaryPrimitives.ReadUInt32BigEndian(boxes) is var size && (size < BoxHead || size > boxes.Length))
        {
            return false;
        }

        type = boxes.Slice(4, 4);
        content = boxes[BoxHead..(int)size];
        boxes = boxes[(int)size..];
        return true;
    }

    /// <summary>Where in the file a box has what is in it.</summary>
    private readonly record struct BoxContent(long Start, long End);
}
