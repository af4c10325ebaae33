namespace ArtEngine.Generation.Application.Backends.Registry;

/// <summary>How much work servers have.</summary>
internal interface IServerLoads
{
    /// <summary>How many jobs each server has; a server without any is left out.</summary>
    Task<IReadOnlyDictionary<string, int>> CountByServerAsync(CancellationToken cancellationToken);
}
