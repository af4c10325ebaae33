using ArtEngine.ArchitectureTests.Planted.Folders.Left;

namespace ArtEngine.ArchitectureTests.Planted.Folders.Fine;

internal static class UsesLeftToo
{
    public static int Call() => UsesRight.Call();
}
