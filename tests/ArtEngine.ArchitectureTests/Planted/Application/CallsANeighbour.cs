using ArtEngine.ArchitectureTests.Planted.Contracts;
using ArtEngine.ArchitectureTests.Planted.Neighbour.Application;

namespace ArtEngine.ArchitectureTests.Planted.Application;

internal static class CallsANeighbour
{
    public static Fine Read() => new(Private.Number);
}
