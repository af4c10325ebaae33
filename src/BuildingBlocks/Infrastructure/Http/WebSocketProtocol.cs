namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// The subprotocol of our WebSockets. A browser that cannot set headers offers <c>art-engine</c> and, beside it,
/// <c>bearer.</c> with its token; a token is never answered.
/// </summary>
public static class WebSocketProtocol
{
    /// <summary>What is answered when it is offered.</summary>
    public const string Name = "art-engine";

    /// <summary>What stands before the token.</summary>
    public const string TokenPrefix = "bearer.";
}
