namespace ArtEngine.Generation.Domain.Erasure;

/// <summary>
/// A user who was deleted, and whose jobs and pictures go. It stays for a while after everything is gone: what was on its
/// way when the user was deleted may arrive later.
/// </summary>
internal sealed class UserErasure(Guid userId, DateTimeOffset requestedAt)
{
    /// <summary>Longer than any token is good for.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>A server that does not let go of a job for so long is away; what is stored of the job goes all the same.</summary>
    private static readonly TimeSpan LongestCancel = TimeSpan.FromHours(1);

    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(250);

    /// <summary>After how long to look again when nothing was found once, twice ...; the last one goes on.</summary>
    private static readonly TimeSpan[] Looks =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)];

    public Guid UserId { get; private init; } = userId;

    public DateTimeOffset RequestedAt { get; private init; } = requestedAt;

    public DateTimeOffset NotBefore { get; private set; } = requestedAt;

    /// <summary>How often in a row nothing was found.</summary>
    public int QuietLooks { get; private set; }

    public void FoundSomething(DateTimeOffset now) => (QuietLooks, NotBefore) = (0, now + LookSoon);

    public void FoundNothing(DateTimeOffset now) => NotBefore = now + Looks[Math.Min(QuietLooks++, Looks.Length - 1)];

    public bool MayForceAt(DateTimeOffset now) => now - RequestedAt >= LongestCancel;

    public bool IsOverAt(DateTimeOffset now) => QuietLooks >= 2 && now - RequestedAt >= Kept;
}
