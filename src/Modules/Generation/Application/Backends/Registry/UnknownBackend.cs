using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Application.Backends.Registry;

internal static class UnknownBackend
{
    public static AppException Named(string name) =>
        new(ErrorKind.NotFound, "unknown_backend", $"There is no ComfyUI server named {name} here.");
}
