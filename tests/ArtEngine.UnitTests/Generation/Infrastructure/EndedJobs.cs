using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Makes jobs that have ended.</summary>
internal sealed record EndedJobs(EfImageJobs Jobs, Claimer Claimer, TimeProvider Clock)
{
    public static EndedJobs On(TemporaryDatabase<GenerationDbContext> database, TimeProvider clock)
    {
        var ports = JobPorts.On(database, clock);
        return new(ports.Jobs, Claimer.On(database, ports.Dispatch, clock), clock);
    }

    public Task<bool> AddAsync(ImageJob job) => Jobs.AddAsync(job, default);

    public async Task<ImageJob> SucceedAsync(Guid userId, int outputs = 1)
    {
        var job = await ClaimAsync(userId);
        return (await Jobs.ChangeAsync(
            job.Id,
            found => found.Succeed(
                job.OpenAttemptId!.Value,
                [.. Enumerable.Range(0, outputs).Select(i => Samples.Output(job.Id, i, userId, Clock.GetUtcNow().AddTicks(10 * i)))],
                10, Clock.GetUtcNow()),
            default))!;
    }

    public async Task<ImageJob> FailAsync(Guid userId)
    {
        var job = await ClaimAsync(userId);
        return (await Jobs.ChangeAsync(
            job.Id, found => found.Fail(job.OpenAttemptId!.Value, new(FaultCodes.NodeError, "no"), Clock.GetUtcNow()), default))!;
    }

    private async Task<ImageJob> ClaimAsync(Guid userId)
    {
        await AddAsync(Samples.Job(userId, at: Clock.GetUtcNow()));
        return (await Claimer.ClaimNextAsync("gpu-1", default))!;
    }
}
