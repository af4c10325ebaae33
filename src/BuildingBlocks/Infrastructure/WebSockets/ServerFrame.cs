using System.Buffers.Binary;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>Writes frames as servers do: whole and not masked (RFC 6455, 5.2).</summary>
internal static class ServerFrame
{
    public const int MaxHead = 10;

    private const byte Final = 0x80;

    /// <summary>An empty question, which every client answers by itself.</summary>
    public static ReadOnlySpan<byte> Ping => [Final | 9, 0];

    /// <summary>An answer that nobody asked for, which clients ignore: a sign of life for proxies.</summary>
    public static ReadOnlySpan<byte> Sign => [Final | 10, 0];

    /// <returns>The length of the head.</returns>
    public static int WriteHead(Span<byte> target, byte kind, int length)
    {
        target[0] = (byte)(Final | kind);
        switch (length)
        {
            case <= 125:
                target[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                target[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)length);
                return 4;
            default:
                target[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(target[2..], (ulong)length);
                return MaxHead;
        }
    }
}
