namespace ArtEngine.Users.Application;

/// <summary>The names of the signals of this module.</summary>
internal static class UserTopics
{
    /// <summary>Somebody is to be asked of the issuer.</summary>
    public const string PendingRefreshes = "users:rereads";

    /// <summary>Somebody may not come in any more who could before, or may do other things.</summary>
    public const string Access = "users:access";

    /// <summary>A plan changed, or who has it.</summary>
    public const string Plans = "users:plans";
}
