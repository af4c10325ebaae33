using System.Runtime.CompilerServices;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>The outputs of a batch in the order of its items, read part by part.</summary>
internal sealed class ZipBatch(IBatches batches, IOutputs outputs, ZipOutputs zip)
{
    public IAsyncEnumerable<ArchivedFile> OpenAsync(Guid batchId, Guid userId, int itemCount, CancellationToken cancellationToken) =>
        zip.OpenAsync(OutputsAsync(batchId, userId, itemCount, cancellationToken), cancellationToken);

    private async IAsyncEnumerable<JobOutput> OutputsAsync(
        Guid batchId, Guid userId, int itemCount, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var from = 0; from < itemCount; from += BatchChunk.Size)
        {
            var jobs = await batches.JobsAsync(batchId, from, BatchChunk.Size, cancellationToken);
            var found = await outputs.OfJobsAsync([.. jobs.Select(job => job.JobId)], userId, cancellationToken);
            var ofJobs = found.ToLookup(output => output.JobId);
            foreach (var output in jobs.SelectMany(job => ofJobs[job.JobId]))
            {
                yield return output;
            }
        }
    }
}
