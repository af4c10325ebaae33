using MediatR;

namespace ArtEngine.Generation.Contracts;

/// <summary>How many bytes the outputs of a user have that are kept.</summary>
/// <param name="UserId">The user.</param>
public sealed record GetStorageQuery(Guid UserId) : IRequest<long>;
