using System.Security.Cryptography;
using System.Text;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>
/// Answers the opening of a WebSocket, whose request the middleware checked. ASP.NET Core's own socket costs a timer for each
/// connection and hides what its pings hear. HTTP/1.1 only, as browsers open it.
/// </summary>
internal static class Handshake
{
    /// <summary>Of RFC 6455, 1.3.</summary>
    private const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static async Task<Stream> AcceptAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.WebSockets.WebSocketRequestedProtocols.Contains(WebSocketProtocol.Name))
        {
            headers.SecWebSocketProtocol = WebSocketProtocol.Name;
        }

        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Answer(context.Request.Headers.SecWebSocketKey.ToString());
        return await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }

#pragma warning disable CA5350 // The protocol wants SHA-1; nothing is kept secret by it.
    private static string Answer(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key.Trim() + Salt)));
#pragma warning restore CA5350
}
