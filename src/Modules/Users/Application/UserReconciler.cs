using ArtEngine.Users.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Compares all users with the issuer's list.</summary>
internal sealed partial class UserReconciler(
    IUserDirectorySync states, IUserDirectory directory, ReconciliationRules rules, ILogger<UserReconciler> log)
{
    private const int PageSize = 500;

    /// <summary>However few users there are, so many may be gone at once.</summary>
    private const int AlwaysErasable = 5;

    /// <summary>More than this is no list of users but a fault.</summary>
    private const int MaxListed = 5_000_000;

    public async Task<Reconciliation> ReconcileAsync(CancellationToken cancellationToken)
    {
        NotConfigured.Ensure(directory);
        var (listed, changed) = await TakeOverAllAsync(cancellationToken);
        var (known, missing) = await CompareAsync(listed, cancellationToken);
        var isHeldBack = missing.Count > 0 &&
            (listed.Count == 0 || missing.Count > Math.Max(AlwaysErasable, (long)known * rules.MaxErasures / 100));
        if (isHeldBack)
        {
            HeldBack(missing.Count, known, listed.Count);
        }

        var erased = isHeldBack ? 0 : await EraseWhoIsGoneAsync(missing, cancellationToken);
        var result = new Reconciliation(listed.Count, changed, missing.Count, erased, isHeldBack);
        Reconciled(result.Listed, result.Changed, result.Missing, result.Erased, rules.IsDryRun);
        await states.AddToOutboxAsync(result, rules.IsDryRun, cancellationToken);
        return result;
    }

    private async Task<(HashSet<string> Listed, int Changed)> TakeOverAllAsync(CancellationToken cancellationToken)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        var (changed, skip) = (0, 0);
        while (await directory.ListAsync(skip, cancellationToken) is { Count: > 0 } page)
        {
            skip += page.Count;
            foreach (var user in page)
            {
                listed.Add(user.Subject);
                changed += await TakeOverAsync(user, cancellationToken) ? 1 : 0;
            }

            if (skip > MaxListed)
            {
                throw new UserDirectoryUnavailableException($"The list of users does not end after {MaxListed}.");
            }
        }

        return (listed, changed);
    }

    private async Task<bool> TakeOverAsync(DirectoryUser user, CancellationToken cancellationToken)
    {
        if (user.Profile is not { } profile)
        {
            return false;
        }

        // The page may be older than an event that came meanwhile: of two states of the same age a re-read decides.
        var change = rules.IsDryRun
            ? await states.PreviewAsync(profile, cancellationToken)
            : await states.TakeOverAsync(profile, mayRefresh: true, cancellationToken);
        return change is ProfileChange.Applied or ProfileChange.Unsettled;
    }

    private async Task<(int Known, IReadOnlyList<string> Missing)> CompareAsync(HashSet<string> listed, CancellationToken cancellationToken)
    {
        var (known, missing) = (0, new List<string>());
        IReadOnlyList<string> page = [];
        do
        {
            page = await states.SubjectsAsync(page.Count == 0 ? null : page[^1], PageSize, cancellationToken);
            // What is no UUID was never an id of Fief's.
            var subjects = page.Where(subject => Guid.TryParseExact(subject, "D", out _)).ToList();
            known += subjects.Count;
            missing.AddRange(subjects.Where(subject => !listed.Contains(subject)));
        }
        while (page.Count == PageSize);
        return (known, missing);
    }

    /// <summary>The list changes while it is read, so that a page may leave somebody out: each is asked for by name.</summary>
    private async Task<int> EraseWhoIsGoneAsync(IReadOnlyList<string> missing, CancellationToken cancellationToken)
    {
        var erased = 0;
        foreach (var subject in missing)
        {
            if (await directory.FindAsync(subject, cancellationToken) is null)
            {
                erased += await EraseAsync(subject, cancellationToken) ? 1 : 0;
            }
        }

        return erased;
    }

    private async Task<bool> EraseAsync(string subject, CancellationToken cancellationToken)
    {
        if (rules.IsDryRun)
        {
            WouldErase(subject);
            return true;
        }

        return await states.EraseAsync(subject, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Dry run: the user {Subject} would be erased")]
    private partial void WouldErase(string subject);

    [LoggerMessage(
        LogLevel.Information,
        "Users reconciled: {Listed} listed, {Changed} changed, {Missing} missing, {Erased} erased (dry run: {IsDryRun})")]
    private partial void Reconciled(int listed, int changed, int missing, int erased, bool isDryRun);

    [LoggerMessage(
        LogLevel.Warning,
        "{Missing} of {Known} users known here are not among the {Listed} that Fief lists: too many to believe it, so nobody is erased. " +
        "If they were deleted, raise Fief:ReconcileMaxErasures until it is done")]
    private partial void HeldBack(int missing, int known, int listed);
}
