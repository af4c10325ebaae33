namespace ArtEngine.ArchitectureTests.Planted;

internal sealed class LivesNowhere;
