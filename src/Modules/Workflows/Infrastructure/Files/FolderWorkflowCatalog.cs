using System.Collections.Concurrent;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>
/// A folder of <c>name.json</c> and <c>name.params.json</c>. Each use compares the files' stamps with those of the compiled
/// workflow, which costs no reading; a change is seen at once, on any file system, without a watcher.
/// </summary>
internal sealed partial class FolderWorkflowCatalog : IWorkflowCatalog, IDisposable
{
    private const int MaxTold = 1_000;

    /// <summary>A file may change twice within its clock's tick; until the last write is this old, the stamp proves nothing.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Loaded> _loaded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _toldIgnored = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly WorkflowFiles _files;
    private readonly int _maxWorkflows;
    private readonly TimeProvider _clock;
    private readonly ILogger<FolderWorkflowCatalog> _logger;

    public FolderWorkflowCatalog(
        IOptions<WorkflowOptions> options,
        IHostEnvironment environment,
        TimeProvider clock,
        ILogger<FolderWorkflowCatalog> logger)
    {
        var value = options.Value;
        _files = new(Path.GetFullPath(value.Path, environment.ContentRootPath), value.MaxFileBytes, value.ToLimits(), clock);
        _maxWorkflows = value.MaxWorkflows;
        _clock = clock;
        _logger = logger;
    }

    public IReadOnlyList<string> Names() => [.. _files.List().Names.Where(WorkflowName.IsValid)];

    public IReadOnlyList<IgnoredFile> Ignored()
    {
        var ignored = _files.List().Ignored;
        foreach (var one in ignored.Where(one => _toldIgnored.Count < MaxTold && _toldIgnored.TryAdd(one.File, one.Reason)))
        {
            IgnoredInFolder(one.File, one.Reason);
        }

        return ignored;
    }

    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var names = _files.List().Names;
        foreach (var gone in _loaded.Keys.Except(names))
        {
            _loaded.TryRemove(gone, out _);
        }

        var entries = new List<CatalogEntry>(names.Count);
        foreach (var name in names)
        {
            if (await EntryAsync(name, cancellationToken) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    public async Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        WorkflowName.IsValid(name) ? await EntryAsync(name, cancellationToken) : null;

    public void Dispose() => _loading.Dispose();

    private async Task<CatalogEntry?> EntryAsync(string name, CancellationToken cancellationToken)
    {
        if (!WorkflowName.IsValid(name))
        {
            return Broken(name, $"Its name may hold only {WorkflowName.Rule}.");
        }

        try
        {
            if (_files.StampOf(name) is { } stamp)
            {
                return Cached(name, stamp) ?? await LoadAsync(name, cancellationToken);
            }

            _loaded.TryRemove(name, out _);
            return _files.HasOnlyParameters(name) ? Broken(name, $"There is {name}.params.json, but no {name}.json beside it.") : null;
        }
        catch (BrokenWorkflowException broken)
        {
            return Broken(name, broken.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            UnreadableFile(fault, name);
            return Broken(name, "Its files cannot be read now; the server's log says why.");
        }
    }

    private CatalogEntry? Cached(string name, WorkflowStamp stamp) =>
        _loaded.TryGetValue(name, out var loaded) && loaded.IsSettled && loaded.Stamp == stamp ? loaded.Entry : null;

    // One at a time: when a file has changed under load, it is compiled once and not by every request.
    private async Task<CatalogEntry?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            // Taken before reading: whatever is written during or after it shows in the next stamp.
            if (_files.StampOf(name) is not { } stamp)
            {
                return null;
            }

            if (Cached(name, stamp) is { } entry)
            {
                return entry;
            }

            if (_loaded.Count >= _maxWorkflows && !_loaded.ContainsKey(name))
            {
                return Broken(name, $"There are more than {_maxWorkflows} workflows (Workflows:MaxWorkflows).");
            }

            return await ReadAsync(name, stamp, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<CatalogEntry> ReadAsync(string name, WorkflowStamp stamp, CancellationToken cancellationToken)
    {
        var isSettled = _clock.GetUtcNow().UtcDateTime - stamp.WrittenAt > Settled;
        _loaded.TryGetValue(name, out var before);
        var read = await _files.ReadAsync(name, stamp, before?.Entry, cancellationToken);
        _loaded[name] = new Loaded(stamp, read, isSettled);
        if (before?.Entry.Version != read.Version)
        {
            Tell(read);
        }

        return read;
    }

    private void Tell(CatalogEntry entry)
    {
        if (entry.Template is null)
        {
            BrokenWorkflow(entry.Name, entry.Reason!);
            return;
        }

        ReadyWorkflow(entry.Name, entry.Version!);
    }

    private static CatalogEntry Broken(string name, string reason) => new(name, null, null, reason);

    [LoggerMessage(LogLevel.Information, "Workflow {Name} version {Version} is ready")]
    private partial void ReadyWorkflow(string name, string version);

    [LoggerMessage(LogLevel.Warning, "Workflow {Name} cannot be used: {Reason}")]
    private partial void BrokenWorkflow(string name, string reason);

    [LoggerMessage(LogLevel.Warning, "The file {File} in the folder of workflows is ignored: {Reason}")]
    private partial void IgnoredInFolder(string file, string reason);

    [LoggerMessage(LogLevel.Warning, "The files of workflow {Name} cannot be read")]
    private partial void UnreadableFile(Exception fault, string name);

    private sealed record Loaded(WorkflowStamp Stamp, CatalogEntry Entry, bool IsSettled);
}
