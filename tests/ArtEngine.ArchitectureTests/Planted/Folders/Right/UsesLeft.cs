using ArtEngine.ArchitectureTests.Planted.Folders.Left;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Right;

internal static class UsesLeft
{
    public static int Number => UsesRight.Call();
}
