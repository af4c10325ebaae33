using ArtEngine.ArchitectureTests.Planted.Domain.Jobs;

namespace ArtEngine.ArchitectureTests.Planted.Application.Backends;

internal static class AsksAJob
{
    public static int Ask(LaterRoom job) => job.Number;
}
