using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Infrastructure.Remote;

/// <summary>A host is not one of the public internet.</summary>
internal sealed class NotPublicException(string host) : Exception($"{Wording.Quote(host)} is no host of the public internet.");
