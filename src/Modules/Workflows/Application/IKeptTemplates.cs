using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>The templates that jobs were filled from, one row each.</summary>
internal interface IKeptTemplates
{
    /// <summary>Stores it unless it is there, and notes in any case that it was used now.</summary>
    Task KeepAsync(KeptTemplate template, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Null when there is none.</summary>
    Task<KeptTemplate?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>The file of the editor alone; null when there is none.</summary>
    Task<byte[]?> FindEditorAsync(string key, CancellationToken cancellationToken);

    /// <summary>Some of the keys of those that were last used before then, in their order, from behind a key.</summary>
    Task<IReadOnlyList<string>> UnusedSinceAsync(DateTimeOffset time, string after, int count, CancellationToken cancellationToken);

    /// <summary>Deletes those of them that were not used since then.</summary>
    /// <returns>How many there were.</returns>
    Task<int> ForgetAsync(IReadOnlyCollection<string> keys, DateTimeOffset unusedSince, CancellationToken cancellationToken);
}
