using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Library;

internal static class OutputLookup
{
    public static AppException Unknown(Guid id) => new(ErrorKind.NotFound, "unknown_output", $"There is no output {id} of yours.");
}
