using System.Runtime.CompilerServices;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;

namespace ArtEngine.Workflows.Application;

/// <summary>
/// The workflows of another catalog, typed by what the ComfyUI servers say of their node classes at this moment. Each is compiled
/// again only when something new was said.
/// </summary>
internal sealed class LiveCatalog(IWorkflowCatalog files, INodeClasses nodes) : IWorkflowCatalog
{
    private readonly ConditionalWeakTable<CatalogEntry, Typed> _typed = [];

    public async Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        await files.FindAsync(name, cancellationToken) is { } entry ? await TypeAsync(entry, cancellationToken) : null;

    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = await files.ListAsync(cancellationToken);

        // Once for all of them: the servers are asked about many classes at a time.
        await nodes.DescribeAsync([.. entries.SelectMany(entry => entry.Source?.ClassTypes ?? []).Distinct()], cancellationToken);
        var typed = new List<CatalogEntry>(entries.Count);
        foreach (var entry in entries)
        {
            typed.Add(await TypeAsync(entry, cancellationToken));
        }

        return typed;
    }

    public IReadOnlyList<string> Names() => files.Names();

    public IReadOnlyList<IgnoredFile> Ignored() => files.Ignored();

    private async Task<CatalogEntry> TypeAsync(CatalogEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Source is not { ClassTypes.Count: > 0 } source)
        {
            return entry;
        }

        var classes = await nodes.DescribeAsync(source.ClassTypes, cancellationToken);
        if (classes.Count == 0)
        {
            return entry;
        }

        if (!_typed.TryGetValue(entry, out var typed) || !typed.IsOf(classes))
        {
            typed = new(classes, Compile(entry, classes));
            _typed.AddOrUpdate(entry, typed);
        }

        return typed.Entry;
    }

    private static CatalogEntry Compile(CatalogEntry entry, IReadOnlyDictionary<string, NodeClass> classes)
    {
        try
        {
            return entry with { Template = entry.Source!.Compile(classes), Reason = null, Classes = classes };
        }
        catch (BrokenWorkflowException broken)
        {
            return entry with { Template = null, Reason = broken.Message };
        }
    }

    private sealed record Typed(IReadOnlyDictionary<string, NodeClass> Classes, CatalogEntry Entry)
    {
        public bool IsOf(IReadOnlyDictionary<string, NodeClass> others) => Classes.Count == others.Count &&
            Classes.All(one => others.TryGetValue(one.Key, out var other) && ReferenceEquals(one.Value, other));
    }
}
