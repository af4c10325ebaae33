using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Jobs of users without a plan.</summary>
internal static class Adding
{
    private static readonly TurnTerms NoLimits = new("", Weight: 1, MaxRunning: null, MaxWaiting: int.MaxValue);

    public static Task<bool> AddAsync(this IImageJobs jobs, ImageJob job, CancellationToken cancellationToken) =>
        jobs.AddAsync(job, NoLimits, cancellationToken);

    public static Task<bool> AddAsync(this JobWriter writer, ImageJob job, CancellationToken cancellationToken) =>
        writer.AddAsync(job, NoLimits, cancellationToken);
}
