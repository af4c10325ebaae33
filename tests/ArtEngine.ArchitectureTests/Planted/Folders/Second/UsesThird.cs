using ArtEngine.ArchitectureTests.Planted.Folders.Third;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Second;

internal sealed class UsesThird(UsesFirst third)
{
    public UsesFirst Third { get; } = third;
}
