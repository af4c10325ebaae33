using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Telemetry.Application.Usage;

/// <summary>Writes down what ended jobs used: together, since each transaction costs as much as what is in it.</summary>
internal sealed class AddUsage(IUsageLedger ledger) : IBatchedEventHandler<JobEnded>
{
    public Task HandleAsync(IReadOnlyCollection<JobEnded> events, CancellationToken cancellationToken) => ledger.AddAsync(
        [
            .. events.Select(ended => new JobUsage(
                ended.JobId, ended.UserId, ended.Workflow, ended.OccurredAt, ended.GpuSeconds, ended.SizeBytes)
            {
                ProgramId = ended.ProgramId,
            }),
        ],
        cancellationToken);
}
