namespace ArtEngine.Workflows.Contracts;

/// <summary>
/// Who still needs the templates that are kept. The module that has the jobs answers it; templates that nobody needs are deleted.
/// </summary>
public interface ITemplateUse
{
    /// <summary>Those of the keys that some job or batch names.</summary>
    Task<IReadOnlySet<string>> NamedAsync(IReadOnlyCollection<string> templateKeys, CancellationToken cancellationToken);
}
