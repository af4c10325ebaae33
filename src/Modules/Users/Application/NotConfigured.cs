using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Application;

/// <summary>For work that the scheduler's store remembers from settings that are no more.</summary>
internal static class NotConfigured
{
    public static void Ensure(IUserDirectory directory)
    {
        if (!directory.IsConfigured)
        {
            throw new AppException(ErrorKind.NotFound, "no_user_directory", "The settings do not say how to ask the issuer for its users.");
        }
    }
}
