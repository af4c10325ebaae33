using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>What is asked of the database about callers, each in one indexed look.</summary>
internal interface ISignIns
{
    /// <summary>The user of a token.</summary>
    Task<Known> LookAsync(string issuer, string subject, DateTimeOffset? issuedAt, CancellationToken cancellationToken);

    /// <summary>The API key with the hash and whose it is; null when there is none or its user is erased.</summary>
    Task<KnownKey?> LookAsync(string keyHash, CancellationToken cancellationToken);

    /// <summary>Which of these users and API keys are still let in.</summary>
    Task<Admitted> AdmittedAsync(IReadOnlyCollection<Guid> users, IReadOnlyCollection<Guid> keys, CancellationToken cancellationToken);
}

/// <summary>What is known of a subject.</summary>
/// <param name="User">Null before the first sign-in.</param>
/// <param name="IsErased">Whether the subject was erased, and must not come back.</param>
internal sealed record Known(User? User, bool IsErased);

/// <summary>An API key and whose it is.</summary>
/// <param name="Key">The key.</param>
/// <param name="User">Who made it.</param>
internal sealed record KnownKey(ApiKey Key, User User);

/// <summary>Who is let in.</summary>
/// <param name="Users">Their ids.</param>
/// <param name="Keys">The ids of API keys that are there, whoever they belong to.</param>
internal sealed record Admitted(IReadOnlySet<Guid> Users, IReadOnlySet<Guid> Keys);
