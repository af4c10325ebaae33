namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>An API key that stands in the settings.</summary>
internal sealed class IdentityKey
{
    /// <summary>What it is called in logs.</summary>
    public string Name { get; init; } = "";

    /// <summary>What <c>--new-key</c> printed beside the key: its SHA-256 in 64 hexadecimal digits.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What it may do, by the issuer's names; all but administering while it is not set.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Whose jobs are made with it, a name of your choice; the key's name while it is not set.</summary>
    public string? User { get; init; }
}
