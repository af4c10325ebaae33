namespace ArtEngine.Host.Swagger;

/// <summary>The API's description and its pages, under <c>/swagger</c>.</summary>
internal sealed class SwaggerOptions
{
    public const string Section = "Swagger";

    /// <summary>Whether they are there; while it is not set, everywhere but in Production.</summary>
    public bool? Enabled { get; init; }

    /// <summary>
    /// The client id at the identity provider with which the pages sign people in, by authorization code with PKCE and without a
    /// secret; <c>{address}/swagger/oauth2-redirect.html</c> is its redirect address. Without it a token is pasted.
    /// </summary>
    /// <example>art-engine-swagger</example>
    public string? ClientId { get; init; }

    /// <summary>The scopes that they ask for; <c>openid</c> unless set.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public IReadOnlyList<string> UsedScopes => Scopes.Count > 0 ? Scopes : ["openid"];
}
