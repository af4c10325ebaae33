namespace ArtEngine.Generation.Application.Library.Outputs;

/// <summary>Outputs of versions that kept no words of what they were made of.</summary>
internal interface IOlderOutputs
{
    /// <summary>Keeps the words of some of their jobs, the newest first, in one transaction.</summary>
    /// <returns>Whether there are more.</returns>
    Task<bool> IndexSomeAsync(int jobs, CancellationToken cancellationToken);
}
