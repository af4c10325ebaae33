using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Messages of ComfyUI's socket.</summary>
internal static class SocketMessages
{
    private const int Preview = 1;
    private const int Jpeg = 1;
    private const int Png = 2;

    public static SocketMessage Of(string type, object data) =>
        new(WebSocketMessageType.Text, JsonSerializer.SerializeToUtf8Bytes(new { type, data }, Json));

    public static object Remaining(int count) => new { exec_info = new { queue_remaining = count } };

    /// <summary>A picture on the way: what it is, its format, its bytes.</summary>
    public static SocketMessage OfPreview(string contentType, ReadOnlyMemory<byte> image)
    {
        var message = new byte[8 + image.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, Preview);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), contentType == "image/png" ? Png : Jpeg);
        image.Span.CopyTo(message.AsSpan(8));
        return new(WebSocketMessageType.Binary, message);
    }

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
