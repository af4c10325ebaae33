using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Application;

internal static class UnknownPlan
{
    public static AppException Of(string name) =>
        new(ErrorKind.NotFound, "unknown_plan", $"There is no plan {Wording.Quote(name)}; GET /plans lists them.");
}
