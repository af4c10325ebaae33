using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>What is asked of callers, whoever signs them in.</summary>
internal sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>Whether making pictures and reading jobs needs the permissions below; administering always needs its own.</summary>
    public bool RequirePermissions { get; init; }

    /// <summary>Scopes that every token must have.</summary>
    public IReadOnlyList<string> RequiredScopes { get; init; } = [];

    /// <summary>
    /// The lowest <c>acr</c> of every token; not looked at while it is not set. Fief says 1 after a password was typed, else 0.
    /// </summary>
    public int? MinAcr { get; init; }

    /// <summary>How long an issuer may take to tell its keys, or about a token, in seconds; nobody waits longer for it.</summary>
    [Range(1, 60)]
    public int IssuerTimeoutSeconds { get; init; } = 5;

    /// <summary>
    /// After so many tokens and API keys that were never good, further ones from the same address are answered 429 for the rest of a
    /// minute, unless they were good within ten minutes; 0 when there is no limit. Behind a proxy set
    /// <c>Proxy:Trusted</c>, or all callers have its address.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxRefusedPerMinute { get; init; } = 300;

    /// <summary>The cookie that may hold the token; cookies are not looked at while it is not set.</summary>
    public string? Cookie { get; init; }

    /// <summary>
    /// API keys of the operator's own, made by <c>--new-key NAME</c>: <c>Keys:0:Name</c> and <c>Keys:0:Hash</c>. With one of them no
    /// issuer is needed.
    /// </summary>
    public IReadOnlyList<IdentityKey> Keys { get; init; } = [];

    /// <summary>How many days an API key is good for when its owner does not say.</summary>
    [Range(1, 3_650)]
    public int KeyDefaultDays { get; init; } = 90;

    /// <summary>How many days an API key is good for at most.</summary>
    [Range(1, 3_650)]
    public int KeyMaxDays { get; init; } = 365;

    /// <summary>How many API keys a user may have; 0 when there shall be none.</summary>
    [Range(0, 1_000)]
    public int KeysPerUser { get; init; } = 20;

    public static bool HasKeys(IConfiguration configuration) => configuration.GetSection($"{Section}:{nameof(Keys)}").GetChildren().Any();
}
