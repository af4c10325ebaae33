namespace ArtEngine.ArchitectureTests.Planted;

public sealed class ShownToAll
{
    public sealed class Inner;
}
