using System.Net.WebSockets;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Generation.Api;

public sealed class ClientFramesTests
{
    private static readonly (FrameKind Kind, int Length)[] Sent =
    [
        (FrameKind.Pong, 0), (FrameKind.Data, 0), (FrameKind.Ping, 125), (FrameKind.Data, 125), (FrameKind.Data, 126),
        (FrameKind.Data, 70_000), (FrameKind.Ping, 1), (FrameKind.Close, 2),
    ];

    [Fact]
    public void Frames_are_found_in_whatever_pieces_they_come_and_the_payload_of_a_ping_is_kept() => Prop.ForAll(
        Gen.Choose(1, 200).ArrayOf().ToArbitrary(),
        pieces =>
        {
            var heard = new List<(FrameKind Kind, byte[] Payload)>();
            var frames = new ClientFrames((kind, payload) => heard.Add((kind, payload.ToArray())));
            var bytes = Sent.SelectMany(frame => Masked(frame.Kind, frame.Length)).ToArray().AsSpan();
            for (var piece = 0; !bytes.IsEmpty; piece++)
            {
                var length = Math.Min(bytes.Length, pieces.Length == 0 ? bytes.Length : pieces[piece % pieces.Length]);
                frames.Feed(bytes[..length]);
                bytes = bytes[length..];
            }

            return heard.Select(frame => frame.Kind).SequenceEqual(Sent.Select(frame => frame.Kind)) &&
                heard.Where(frame => frame.Kind == FrameKind.Ping).Select(frame => frame.Payload).SelectMany(payload => payload)
                    .SequenceEqual(Enumerable.Range(0, 125).Select(place => (byte)place).Append((byte)0));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0x81, 0x01)]
    [InlineData(0x89, 0xFE)]
    public void What_no_client_may_send_is_refused(byte first, byte second) =>
        Should.Throw<WebSocketException>(() => new ClientFrames((_, _) => { }).Feed([first, second]));

    private static IEnumerable<byte> Masked(FrameKind kind, int length)
    {
        byte[] mask = [1, 2, 3, 4];
        var head = new byte[ServerFrame.MaxHead];
        var headLength = ServerFrame.WriteHead(head, kind == FrameKind.Data ? (byte)1 : (byte)kind, length);
        head[1] |= 0x80;
        return [.. head[..headLength], .. mask, .. Enumerable.Range(0, length).Select(place => (byte)(place ^ mask[place % 4]))];
    }
}
