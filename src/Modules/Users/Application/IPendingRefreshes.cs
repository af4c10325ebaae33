using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The users whose state is to be asked of the issuer.</summary>
internal interface IPendingRefreshes
{
    /// <summary>Those whose time has come.</summary>
    Task<IReadOnlyList<PendingRefresh>> DueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Whether any wait, due or not.</summary>
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>It is settled, unless it was requested again meanwhile.</summary>
    Task SettleAsync(PendingRefresh refresh, CancellationToken cancellationToken);

    /// <summary>The issuer could not be asked.</summary>
    Task PostponeAsync(PendingRefresh refresh, CancellationToken cancellationToken);
}
