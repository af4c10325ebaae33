using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Everything that stores and reads jobs, on one database.</summary>
internal sealed record JobPorts(EfImageJobs Jobs, EfDispatchQueue Dispatch, EfJobReads Reads, EfQueueChanges Changes, EfOutputs Outputs,
    LiveQueue Live, JobChanges Reports)
{
    public static JobPorts On(TemporaryDatabase<GenerationDbContext> database, TimeProvider clock, bool cleansServers = true)
    {
        var live = new LiveQueue(clock);
        var changes = new JobChanges(live, database.Signals, clock, NullLogger<JobChanges>.Instance);
        var writer = new JobWriter(
            database.Contexts, database.Commits, changes, clock, Options.Create(new RenderingOptions { CleanServers = cleansServers }));
        return new(
            new(database.Contexts, writer, changes),
            new(database.Contexts, writer, changes, live, clock),
            new(database.Contexts),
            new(database.Contexts),
            new(database.Contexts),
            live,
            changes);
    }
}
