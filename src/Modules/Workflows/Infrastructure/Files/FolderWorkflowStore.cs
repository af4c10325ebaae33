using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Application;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>Writes workflows into the folder, each file in one piece.</summary>
internal sealed class FolderWorkflowStore(IOptions<WorkflowOptions> options, IHostEnvironment environment) : IWorkflowStore, IDisposable
{
    private static readonly string[] Suffixes =
        [FolderListing.GraphSuffix, ".png", ".webp", FolderListing.ParametersSuffix, FolderListing.EditorSuffix];

    private readonly string _folder = Path.GetFullPath(options.Value.Path, environment.ContentRootPath);

    /// <summary>Of two at once the files of one or of the other.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    public Task SaveAsync(WorkflowUpload workflow, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            var path = PathOf(workflow.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // The graph comes last: whoever reads in between finds the graph of before.
            await WriteAsync(path + FolderListing.ParametersSuffix, workflow.Parameters, cancellationToken);
            await WriteAsync(path + FolderListing.EditorSuffix, workflow.Editor, cancellationToken);
            await WriteAsync(path + FolderListing.GraphSuffix, workflow.Graph, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            var path = PathOf(name);
            var files = Suffixes.Select(suffix => path + suffix).Where(File.Exists).ToList();
            files.ForEach(File.Delete);
            return Task.FromResult(files.Count > 0);
        },
        cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<bool> InTurnAsync(Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AppException(
                ErrorKind.Unavailable, "workflows_unwritable",
                "The folder of workflows (Workflows:Path) cannot be written by this service; let it, or put the files there yourself.");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Without the ending. A folder that is a link is not followed: nobody would find there what is written.</summary>
    private string PathOf(string name) => RealPath.IsBehindLink(_folder, name)
        ? throw new AppException(
            ErrorKind.Conflict, "workflow_in_folder",
            $"{Wording.Quote(name)} lies behind a folder that is a link; it is not followed.")
        : Path.Combine(_folder, name);

    private static async Task WriteAsync(string path, byte[]? bytes, CancellationToken cancellationToken)
    {
        if (bytes is null)
        {
            File.Delete(path);
            return;
        }

        // Hidden, so that nobody takes it for a workflow.
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(bytes, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
