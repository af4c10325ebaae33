using System.Collections.Immutable;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Workflows.Infrastructure.Persistence;

/// <summary>
/// Workflows of the database before those of a folder. Each node has them in memory: they are read again when another node says that
/// one changed, and otherwise every few seconds, since such a word may be lost.
/// </summary>
internal sealed partial class DatabaseWorkflows(
    IWorkflowCatalog folder, IDbContextFactory<WorkflowsDbContext> contexts, ISignals signals, WorkflowLimits limits,
    ILogger<DatabaseWorkflows> log)
    : BackgroundService, IWorkflowCatalog, IWorkflowStore
{
    private const string Topic = "workflows";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _looking = new(1);

    private ImmutableSortedDictionary<string, CatalogEntry> _stored = ImmutableSortedDictionary.Create<string, CatalogEntry>(
        StringComparer.Ordinal);

    public async Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
        Stored.GetValueOrDefault(name) ?? await folder.FindAsync(name, cancellationToken);

    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var (stored, others) = (Stored, await folder.ListAsync(cancellationToken));
        return [.. stored.Values.Concat(others.Where(other => !stored.ContainsKey(other.Name)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<string> Names() => [.. Stored.Keys.Union(folder.Names()).Order(StringComparer.Ordinal)];

    public IReadOnlyList<IgnoredFile> Ignored() => folder.Ignored();

    public async Task SaveAsync(WorkflowUpload workflow, CancellationToken cancellationToken)
    {
        var source = new WorkflowSource(workflow.Name, workflow.Graph, workflow.Parameters, limits) { Editor = workflow.Editor };
        var row = new StoredWorkflow
        {
            Name = workflow.Name,
            Version = source.Version,
            Graph = workflow.Graph,
            Parameters = workflow.Parameters,
            Editor = workflow.Editor,
        };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(
            "workflows",
            async () =>
            {
                var exists = await db.Workflows.AnyAsync(other => other.Name == row.Name, cancellationToken);
                db.Entry(row).State = exists ? EntityState.Modified : EntityState.Added;
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        await TellAsync(cancellationToken);
    }

    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var count = await db.WriteAsync(
            () => db.Workflows.Where(workflow => workflow.Name == name).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        await TellAsync(cancellationToken);
        return count > 0 || (await folder.FindAsync(name, cancellationToken) is null
            ? false
            : throw new AppException(
                ErrorKind.Conflict, "workflow_in_folder",
                $"{Wording.Quote(name)} is a file in the folder of workflows (Workflows:Path); delete it there, on each node."));
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = signals.Subscribe(Topic);
        var isTold = false;
        while (true)
        {
            await changed.WaitAsync(BetweenLooks, stoppingToken);
            try
            {
                await LookAsync(stoppingToken);
                isTold = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // What is known is used meanwhile.
                if (!isTold)
                {
                    NotRead(exception.GetBaseException().Message);
                    isTold = true;
                }
            }
        }
    }

    private ImmutableSortedDictionary<string, CatalogEntry> Stored => Volatile.Read(ref _stored);

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        signals.Notify(Topic);
        await LookAsync(cancellationToken);
    }

    /// <summary>Reads what changed, and no more.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var versions = await db.Workflows.AsNoTracking()
                .ToDictionaryAsync(workflow => workflow.Name, workflow => workflow.Version, cancellationToken);
            var known = Stored.RemoveRange(Stored.Keys.Where(name => !versions.ContainsKey(name)));
            foreach (var name in versions.Where(one => known.GetValueOrDefault(one.Key)?.Version != one.Value).Select(one => one.Key))
            {
                var row = await db.Workflows.AsNoTracking().SingleOrDefaultAsync(workflow => workflow.Name == name, cancellationToken);
                known = row is null ? known.Remove(name) : known.SetItem(name, CatalogEntry.Of(row.ToSource(limits)));
            }

            Volatile.Write(ref _stored, known);
        }
        finally
        {
            _looking.Release();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The workflows in the database cannot be read now; those that are known go on: {Reason}")]
    private partial void NotRead(string reason);
}
