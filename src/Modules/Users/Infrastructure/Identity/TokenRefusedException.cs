namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>The caller's token or API key is not accepted; the caller may know why.</summary>
internal sealed class TokenRefusedException(string reason, string code = TokenRefusedException.Unauthorized) : Exception(reason)
{
    public const string Unauthorized = "unauthorized";
    public const string Erased = "user_erased";
    public const string Blocked = "user_blocked";

    /// <summary>Whether it was good once, or would be if its user might come in.</summary>
    public bool WasGood { get; init; } = code is Erased or Blocked;

    /// <summary>Stable word for programs.</summary>
    public string Code { get; } = code;
}
