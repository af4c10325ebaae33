using System.Net.WebSockets;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>A message of a socket on which there are texts and bytes.</summary>
/// <param name="Type">Which of them it is.</param>
/// <param name="Content">The message.</param>
public readonly record struct SocketMessage(WebSocketMessageType Type, ReadOnlyMemory<byte> Content);
