using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>
/// Finds what a workflow is filled from: its files as they are at this moment, or the template that an earlier job was filled from.
/// </summary>
internal sealed class TemplateLookup(IWorkflowCatalog catalog, IKeptTemplates kept, WorkflowLimits limits, TimeProvider clock)
{
    /// <summary>Much shorter than a template is kept that no job names.</summary>
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromHours(1);

    private const int MostNoted = 10_000;

    private readonly ConditionalWeakTable<CatalogEntry, KeptTemplate> _templates = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);

    /// <param name="workflow">The workflow.</param>
    /// <param name="key">Which template; null for the files as they are.</param>
    /// <param name="isKept">Whether a job is made of it, so that it must be there as long as the job is.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<FoundTemplate> RequireAsync(string workflow, string? key, bool isKept, CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            return await RequireKeptAsync(workflow, key, isKept, cancellationToken);
        }

        var entry = await catalog.RequireEntryAsync(workflow, cancellationToken);
        var template = isKept ? await KeepAsync(entry, cancellationToken) : null;
        return new(entry.Template!, entry.Version!, template?.Key);
    }

    private async Task<FoundTemplate> RequireKeptAsync(string workflow, string key, bool isKept, CancellationToken cancellationToken)
    {
        var template = await kept.FindAsync(key, cancellationToken) ?? throw Gone(workflow);
        if (isKept)
        {
            await NoteAsync(template, cancellationToken);
        }

        try
        {
            return new(template.Compile(limits), template.Version, key);
        }
        catch (BrokenWorkflowException broken)
        {
            throw new AppException(
                ErrorKind.Conflict, "template_gone",
                $"What the job was made of cannot be used any more: {broken.Message} POST /image/generate uses the present workflow.");
        }
    }

    private async Task<KeptTemplate?> KeepAsync(CatalogEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Source is not { } source)
        {
            return null;
        }

        var template = _templates.GetValue(entry, _ => KeptTemplate.Of(source, entry.Version!, entry.Classes));
        await NoteAsync(template, cancellationToken);
        return template;
    }

    private async Task NoteAsync(KeptTemplate template, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_noted.TryGetValue(template.Key, out var at) && now - at < BetweenNotes && at <= now)
        {
            return;
        }

        await kept.KeepAsync(template, now, cancellationToken);
        if (_noted.Count >= MostNoted)
        {
            _noted.Clear();
        }

        _noted[template.Key] = now;
    }

    private static AppException Gone(string workflow) => new(
        ErrorKind.Conflict, "template_gone",
        $"What the job was made of is not kept any more. POST /image/generate with {Wording.Quote(workflow)} uses the present workflow.");
}

/// <summary>What a workflow is filled from.</summary>
/// <param name="Template">To be filled.</param>
/// <param name="Version">Of the workflow.</param>
/// <param name="Key">Under which it is kept; null when it is not.</param>
internal sealed record FoundTemplate(WorkflowTemplate Template, string Version, string? Key);
