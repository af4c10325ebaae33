namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>What callers may come with.</summary>
internal enum CredentialKind
{
    /// <summary>A token of an issuer, or what was meant to be one.</summary>
    Token,

    /// <summary>An API key, or what begins like one.</summary>
    ApiKey,

    /// <summary>The signature of a webhook.</summary>
    WebhookSignature,
}
