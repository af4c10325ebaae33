namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>Classes of output nodes that save nothing: their pictures go to whoever listens, as previews do.</summary>
internal static class SocketSavers
{
    public static bool Are(string classType) => classType is "SaveImageWebsocket" or "ETN_SendImageWebSocket";
}
