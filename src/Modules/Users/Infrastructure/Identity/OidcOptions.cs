namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Settings of the section <c>Oidc</c>: who may sign users in.</summary>
internal sealed class OidcOptions
{
    public const string Section = "Oidc";

    /// <summary>The issuer's address, as it stands in the tokens; empty for the development issuer.</summary>
    public string? Issuer { get; init; }

    /// <summary>The client ids that tokens may be made for (<c>aud</c>).</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>Where the issuer's keys are described; <c>{Issuer}/.well-known/openid-configuration</c> unless set.</summary>
    public string? MetadataAddress { get; init; }
}
