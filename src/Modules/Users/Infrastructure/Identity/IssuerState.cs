namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>How it stands with an issuer.</summary>
internal enum IssuerState
{
    /// <summary>Its keys were read a short while ago.</summary>
    Well,

    /// <summary>It could not be read last time; keys from before go on being used.</summary>
    Away,

    /// <summary>No keys were ever had: every token of it is answered 503.</summary>
    WithoutKeys,
}
