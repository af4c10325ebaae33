using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Events;

/// <summary>All sockets by client id, and the ways to speak to them. Events reach each socket in the order they were sent.</summary>
internal sealed class EventHub(FaultBoard faults)
{
    private const int PreviewImage = 1;
    private const int Text = 3;
    private const int PreviewImageWithMetadata = 4;
    private const int PngImage = 2;

    private readonly Lock gate = new();
    private readonly Dictionary<string, EventSocket> sockets = new(StringComparer.Ordinal);
    private readonly HashSet<EventSocket> open = [];

    /// <summary>One socket per client id: a newer one takes over, and the older stays open but hears no more.</summary>
    public void Join(EventSocket socket)
    {
        lock (gate)
        {
            sockets[socket.ClientId] = socket;
            open.Add(socket);
        }
    }

    /// <summary>
    /// As on a real server this forgets the client, not the socket: when an older socket closes, the newer one with the
    /// same id is deaf from then on.
    /// </summary>
    public void Leave(EventSocket socket)
    {
        lock (gate)
        {
            sockets.Remove(socket.ClientId);
            open.Remove(socket);
        }
    }

    public void CutAll()
    {
        List<EventSocket> all;
        lock (gate)
        {
            all = [.. open];
            sockets.Clear();
            open.Clear();
        }

        all.ForEach(socket => socket.Cut());
    }

    public void Send(string type, object data, Audience audience)
    {
        var listeners = Listeners(audience);
        if (listeners.Count > 0)
        {
            var bytes = Encode(type, data);
            listeners.ForEach(socket => socket.Send(WebSocketMessageType.Text, bytes));
        }
    }

    public static byte[] Encode(string type, object data) => ComfyJson.ToBytes(new { Type = type, Data = data });

    /// <summary>True when the owner asked for previews that say whose they are; they are sent at another place in the order.</summary>
    public bool WantsMetadata(Audience audience) => !audience.IsEveryone && Listeners(audience) is [{ WantsPreviewMetadata: true }];

    /// <summary>The picture is made only when somebody listens.</summary>
    public void SendPreview(Func<byte[]> png, object metadata, Audience audience)
    {
        var listeners = Listeners(audience);
        if (listeners.Count == 0)
        {
            return;
        }

        var head = WantsMetadata(audience) ? WithText(PreviewImageWithMetadata, ComfyJson.ToBytes(metadata)) : Head(PreviewImage, PngImage);
        byte[] message = [.. head, .. png()];
        listeners.ForEach(socket => socket.Send(WebSocketMessageType.Binary, message));
    }

    public void SendText(string nodeId, string text, Audience audience)
    {
        byte[] message = [.. WithText(Text, Encoding.UTF8.GetBytes(nodeId)), .. Encoding.UTF8.GetBytes(text)];
        Listeners(audience).ForEach(socket => socket.Send(WebSocketMessageType.Binary, message));
    }

    private List<EventSocket> Listeners(Audience audience)
    {
        lock (gate)
        {
            if (faults.Mute)
            {
                return [];
            }

            return audience.IsEveryone
                ? [.. sockets.Values]
                : audience.ClientId is { } id && sockets.TryGetValue(id, out var socket) ? [socket] : [];
        }
    }

    private static byte[] Head(int kind, int value)
    {
        var head = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, kind);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), value);
        return head;
    }

    private static byte[] WithText(int kind, byte[] text) => [.. Head(kind, text.Length), .. text];
}
