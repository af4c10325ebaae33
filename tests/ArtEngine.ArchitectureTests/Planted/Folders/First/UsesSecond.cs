using ArtEngine.ArchitectureTests.Planted.Folders.Second;

namespace ArtEngine.ArchitectureTests.Planted.Folders.First;

/// <summary>Constants and names leave nothing in the compiled code: only the directive tells.</summary>
internal static class UsesSecond
{
    public const string Name = nameof(UsesThird);
}
