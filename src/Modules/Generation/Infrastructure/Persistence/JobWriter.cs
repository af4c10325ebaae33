using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Stores jobs and what their verbs change, each in one transaction, which it shares with what is stored at the same time. A change
/// that comes from a lane is stored only while its lease is the newest.
/// </summary>
internal sealed class JobWriter(
    IDbContextFactory<GenerationDbContext> contexts, GroupCommit<GenerationDbContext> commits, JobChanges changes, TimeProvider clock,
    IOptions<RenderingOptions> options)
{
    private readonly Lazy<JobStatements> _statements = new(() => new(contexts, options.Value.CleanServers));

    /// <summary>Adds a new job.</summary>
    /// <returns>False, with nothing stored, when its user has a job with the same key, or as many waiting as may.</returns>
    public async Task<bool> AddAsync(ImageJob job, TurnTerms terms, CancellationToken cancellationToken)
    {
        var outcome = await commits.StoreAsync(_statements.Value.Add(job, terms), cancellationToken);
        if (outcome.Result != ChangeResult.Stored)
        {
            return false;
        }

        job.NumberAs((long)outcome.Answer!);
        return true;
    }

    /// <param name="jobId">The job.</param>
    /// <param name="known">The job as the caller saw it last; null to read it.</param>
    /// <param name="change">What to do with it; once more when somebody else changed it meanwhile.</param>
    /// <param name="lease">The lane's, when one changes it.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    public async Task<ImageJob?> ChangeAsync(
        Guid jobId, ImageJob? known, Action<ImageJob> change, LaneLease? lease, CancellationToken cancellationToken)
    {
        while (true)
        {
            // The revision tells when what is known is out of date; it is read again then.
            if ((known ?? await ReadAsync(jobId, cancellationToken)) is not { } job)
            {
                return null;
            }

            known = null;
            var (revision, status) = (job.Revision, job.Status);
            if (!await TryChangeAsync(job, change, lease, cancellationToken))
            {
                continue;
            }

            if (job.Revision != revision)
            {
                changes.Report(job, status);
            }

            return job;
        }
    }

    /// <summary>Applies the change to the job as it is known and stores it, if the lease is still the newest.</summary>
    /// <returns>False, with nothing stored, when somebody else changed the job meanwhile.</returns>
    public async Task<bool> TryChangeAsync(ImageJob job, Action<ImageJob> change, LaneLease? lease, CancellationToken cancellationToken)
    {
        var before = _statements.Value.Copy(job);
        change(job);
        if (_statements.Value.Update(job, before, lease) is not { } statements)
        {
            return true;
        }

        var outcome = await commits.StoreAsync(statements, cancellationToken);
        if (outcome.Result == ChangeResult.FencedOff)
        {
            throw new LaneLostException(lease!.Server);
        }

        if (outcome.Result == ChangeResult.Stored && job.Status == JobStatus.Succeeded)
        {
            lease?.NoteSuccess(clock.GetUtcNow());
        }

        return outcome.Result == ChangeResult.Stored;
    }

    private async Task<ImageJob?> ReadAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.AsNoTracking().Include(job => job.Attempts).Include(job => job.Outputs).AsSplitQuery()
            .SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);
    }
}
