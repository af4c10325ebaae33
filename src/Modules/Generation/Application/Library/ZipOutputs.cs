using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Reads outputs one after the other, for an archive that is made while it is sent.</summary>
internal sealed class ZipOutputs(IOutputs outputs, IBlobStore store)
{
    /// <summary>Outputs of one selection.</summary>
    public const int Most = 1_000;

    /// <summary>The outputs with these ids that are the user's, in their order; throws when there is none or there are too many.</summary>
    public async Task<IAsyncEnumerable<ArchivedFile>> SelectAsync(
        IReadOnlyCollection<Guid> ids, Guid userId, CancellationToken cancellationToken)
    {
        if (ids.Count > Most)
        {
            throw new AppException(ErrorKind.Invalid, "too_many_items", $"{Most} outputs may be in one archive; take several.");
        }

        var found = (await outputs.FindManyAsync(ids, userId, cancellationToken)).ToDictionary(output => output.Id);
        var missing = ids.Where(id => !found.ContainsKey(id)).ToList();
        return missing.Count == 0 && found.Count > 0
            ? OpenAsync(ids.Distinct().Select(id => found[id]).ToAsyncEnumerable(), cancellationToken)
            : throw OutputLookup.Unknown(missing.FirstOrDefault());
    }

    /// <summary>The outputs of one job of the user; throws <c>unknown_output</c> when it has none.</summary>
    public async Task<IAsyncEnumerable<ArchivedFile>> OfJobAsync(Guid jobId, Guid userId, CancellationToken cancellationToken) =>
        await outputs.OfJobsAsync([jobId], userId, cancellationToken) is { Count: > 0 } found
            ? OpenAsync(found.ToAsyncEnumerable(), cancellationToken)
            : throw new AppException(ErrorKind.NotFound, "unknown_output", $"There is no output of a job {jobId} of yours.");

    /// <summary>Their files, opened when it is their turn; those that were deleted meanwhile are left out.</summary>
    public async IAsyncEnumerable<ArchivedFile> OpenAsync(
        IAsyncEnumerable<JobOutput> chosen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var output in chosen.WithCancellation(cancellationToken))
        {
            if (await store.OpenAsync(output.StorageKey, cancellationToken) is { } bytes)
            {
                await using (bytes)
                {
                    yield return new(NameOf(output, ++number), output.CreatedAt, bytes);
                }
            }
        }
    }

    /// <summary>Names come from workflows: what could lead elsewhere than into the folder in which somebody unpacks is left out.</summary>
    private static string NameOf(JobOutput output, int number)
    {
        var name = string.Concat(output.Name.Select(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_'));
        return FormattableString.Invariant($"{number:00000}-{name.TrimStart('.')}");
    }
}

/// <summary>A file on its way into an archive.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="Bytes">What is in it; whoever gets the next file has read it.</param>
internal readonly record struct ArchivedFile(string Name, DateTimeOffset CreatedAt, Stream Bytes);
