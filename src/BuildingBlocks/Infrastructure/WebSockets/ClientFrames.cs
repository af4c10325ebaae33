using System.Net.WebSockets;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>What a frame of a listener is, for one who has to answer and nothing to hear (RFC 6455, 5.2).</summary>
internal enum FrameKind
{
    Data = -1,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>
/// Reads the frames of a listener from bytes as they come, in pieces of any size. Keeps no more of a frame than the payload
/// of a ping, which is to be sent back; what listeners say is skipped.
/// </summary>
internal sealed class ClientFrames(Action<FrameKind, ReadOnlySpan<byte>> onFrame)
{
    /// <summary>Longest payload of a frame that is no data.</summary>
    public const int MaxControl = 125;

    private const int MaskLength = 4;

    private readonly byte[] _head = new byte[14];
    private byte[] _control = [];
    private int _headRead;
    private int _headLength = 2;
    private ulong _length;
    private ulong _read;

    /// <summary>Throws <see cref="WebSocketException"/> at what no client may send.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _headRead < _headLength ? bytes[ReadHead(bytes[0])..] : bytes[ReadPayload(bytes)..];
        }
    }

    private FrameKind Kind => (_head[0] & 0x0F) >= (int)FrameKind.Close ? (FrameKind)(_head[0] & 0x0F) : FrameKind.Data;

    private int ReadHead(byte next)
    {
        _head[_headRead++] = next;
        if (_headRead == 2)
        {
            _headLength = 2 + MaskLength + ((next & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 });
            Ensure((next & 0x80) != 0 && (Kind == FrameKind.Data || (next & 0x7F) <= MaxControl));
        }

        if (_headRead == _headLength)
        {
            BeginPayload();
        }

        return 1;
    }

    private void BeginPayload()
    {
        _length = (ulong)(_head[1] & 0x7F);
        if (_length > MaxControl)
        {
            _length = 0;
            foreach (var part in _head.AsSpan(2, _headLength - 2 - MaskLength))
            {
                _length = (_length << 8) | part;
            }
        }

        _read = 0;
        _control = Kind == FrameKind.Data || _length == 0 ? [] : new byte[_length];
        EndIfComplete();
    }

    private int ReadPayload(ReadOnlySpan<byte> bytes)
    {
        var count = (int)Math.Min((ulong)bytes.Length, _length - _read);
        if (_control.Length > 0)
        {
            for (var place = 0; place < count; place++)
            {
                _control[(int)_read + place] = (byte)(bytes[place] ^ _head[_headLength - MaskLength + (((int)_read + place) % MaskLength)]);
            }
        }

        _read += (ulong)count;
        EndIfComplete();
        return count;
    }

    private void EndIfComplete()
    {
        if (_read < _length)
        {
            return;
        }

        (_headRead, _headLength) = (0, 2);
        onFrame(Kind, _control);
    }

    private static void Ensure(bool isLegal)
    {
        if (!isLegal)
        {
            throw new WebSocketException(WebSocketError.Faulted);
        }
    }
}
