using ArtEngine.ArchitectureTests.Planted.Folders.Below.Inside;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Below;

internal sealed class UsesInside
{
    public UsesBelow? Child { get; set; }
}
