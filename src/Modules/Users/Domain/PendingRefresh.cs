using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Domain;

/// <summary>A user whose state is to be asked of the issuer, because what was told does not say which state is the last.</summary>
internal sealed class PendingRefresh(string subject, DateTimeOffset requestedAt)
{
    /// <summary>The user's id at the issuer.</summary>
    public string Subject { get; private init; } = subject;

    /// <summary>The last request: an answer that was asked for before settles nothing.</summary>
    public DateTimeOffset RequestedAt { get; private set; } = requestedAt;

    public int Attempts { get; private set; }

    public DateTimeOffset NotBefore { get; private set; } = requestedAt;

    public void RequestAgain(DateTimeOffset now) => (RequestedAt, NotBefore, Attempts) = (now, now, 0);

    /// <summary>Tried again after 1, 2, 4 ... seconds, at most ten minutes apart; it is never given up.</summary>
    public void Postpone(DateTimeOffset now)
    {
        Attempts++;
        NotBefore = now + Backoff.After(Attempts, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }
}
