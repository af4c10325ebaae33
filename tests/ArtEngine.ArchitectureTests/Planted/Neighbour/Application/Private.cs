namespace ArtEngine.ArchitectureTests.Planted.Neighbour.Application;

internal static class Private
{
    public static int Number { get; set; }
}
