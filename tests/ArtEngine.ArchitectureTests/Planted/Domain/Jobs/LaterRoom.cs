namespace ArtEngine.ArchitectureTests.Planted.Domain.Jobs;

internal sealed record LaterRoom(int Number);
