namespace ArtEngine.Users.Application;

/// <summary>The API keys that stand in the settings.</summary>
internal interface IConfiguredKeys
{
    /// <summary>The key with the hash; null when there is none.</summary>
    ConfiguredKey? Find(string hash);
}

/// <summary>An API key of the operator's.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="User">Whose jobs are made with it: the name of a user who is known by such keys alone.</param>
/// <param name="Permissions">What it may do.</param>
internal sealed record ConfiguredKey(string Name, string User, IReadOnlyList<string> Permissions)
{
    /// <summary>The issuer of these users.</summary>
    public const string Issuer = "art-engine";
}
