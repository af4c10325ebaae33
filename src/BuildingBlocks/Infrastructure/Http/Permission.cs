namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What endpoints may ask of a caller; <c>Identity:Permissions</c> says what each is called at the issuer.</summary>
public enum Permission
{
    /// <summary>Queue and cancel pictures.</summary>
    Generate,

    /// <summary>See one's jobs and fetch their outputs.</summary>
    Read,

    /// <summary>See and change what belongs to everybody.</summary>
    Admin,

    /// <summary>Act for one's own end users, by the header <c>X-End-User</c> beside an API key.</summary>
    EndUsers,

    /// <summary>Have one's jobs of a priority above 0 rendered before those of all other users.</summary>
    Priority,
}
