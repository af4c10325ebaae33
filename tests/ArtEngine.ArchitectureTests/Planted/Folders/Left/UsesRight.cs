using ArtEngine.ArchitectureTests.Planted.Folders.Right;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Left;

internal static class UsesRight
{
    public static int Call() => UsesLeft.Number;
}
