using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Application;

/// <summary>What is said of ids that nobody has.</summary>
internal static class UnknownUser
{
    public static AppException Of(Guid id) => new(ErrorKind.NotFound, "unknown_user", $"There is no user {id}.");
}
