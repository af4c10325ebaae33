using MediatR;

namespace ArtEngine.Users.Contracts;

/// <summary>
/// The key with which nodes that ask comfy.org pay for a user: their own, of an end user else the one of who vouches for them; null when
/// there is none. It is a secret: it goes to a ComfyUI server beside the graph, and is neither stored nor logged.
/// </summary>
/// <param name="UserId">The user.</param>
public sealed record GetComfyKeyQuery(Guid UserId) : IRequest<string?>;
