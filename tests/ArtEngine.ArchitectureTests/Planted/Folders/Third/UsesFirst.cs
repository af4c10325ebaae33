using ArtEngine.ArchitectureTests.Planted.Folders.First;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Third;

internal sealed class UsesFirst
{
    public string Name { get; } = UsesSecond.Name;
}
