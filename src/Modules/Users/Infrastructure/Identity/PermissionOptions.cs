using ArtEngine.BuildingBlocks.Infrastructure.Http;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>What the permissions are called at the issuer.</summary>
internal sealed class PermissionOptions
{
    public const string Section = "Identity:Permissions";

    /// <summary>Make and cancel pictures.</summary>
    public string Generate { get; init; } = "images:generate";

    /// <summary>See one's jobs and fetch their outputs.</summary>
    public string Read { get; init; } = "images:read";

    /// <summary>See and change what belongs to everybody.</summary>
    public string Admin { get; init; } = "admin";

    /// <summary>Act for one's own end users, by the header <c>X-End-User</c> beside an API key.</summary>
    public string EndUsers { get; init; } = "end_users";

    /// <summary>Have one's jobs of a priority above 0 rendered before those of all other users.</summary>
    public string Priority { get; init; } = "priority";

    public string Of(Permission permission) => permission switch
    {
        Permission.Generate => Generate,
        Permission.Read => Read,
        Permission.Admin => Admin,
        Permission.EndUsers => EndUsers,
        Permission.Priority => Priority,
        _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, null),
    };
}
