namespace ArtEngine.ArchitectureTests.Planted.Domain;

internal sealed class Entity;
