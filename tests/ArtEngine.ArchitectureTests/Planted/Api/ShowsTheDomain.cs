using ArtEngine.ArchitectureTests.Planted.Domain;

namespace ArtEngine.ArchitectureTests.Planted.Api;

internal sealed record ShowsTheDomain(Entity Entity);
