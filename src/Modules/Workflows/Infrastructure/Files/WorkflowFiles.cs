using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>Reads the files of one folder and nothing outside it.</summary>
internal sealed class WorkflowFiles(string folder, int maxFileBytes, WorkflowLimits limits, TimeProvider clock)
{
    private const string GraphSuffix = FolderListing.GraphSuffix;
    private const string ParametersSuffix = FolderListing.ParametersSuffix;

    /// <summary>Of a graph, of files that hold one; the first that is there counts.</summary>
    private static readonly string[] Suffixes = [GraphSuffix, .. SavedFile.Extensions];

    private static readonly TimeSpan RootHolds = TimeSpan.FromSeconds(1);

    private KnownRoot? _root;

    /// <summary>What lies in the folder.</summary>
    public FolderListing List() => FolderListing.Of(folder);

    /// <summary>The present state of a workflow's files; null when there is no graph file.</summary>
    /// <exception cref="BrokenWorkflowException">One of them is a link that leads out of the folder.</exception>
    public WorkflowStamp? StampOf(string name)
    {
        if (FolderListing.EditorOwner(name) is { } owner && File.Exists(Path.Combine(folder, owner + GraphSuffix)))
        {
            return null;
        }

        if (RealPath.IsBehindLink(folder, name))
        {
            return null;
        }

        var root = Root();
        return Suffixes.Select(suffix => StampOfFile(root, name + suffix)).FirstOrDefault(stamp => stamp is not null) is { } graph
            ? new(graph, StampOfFile(root, name + ParametersSuffix), StampOfFile(root, name + FolderListing.EditorSuffix))
            : null;
    }

    /// <summary>Whether there is a parameter file and no graph.</summary>
    public bool HasOnlyParameters(string name) =>
        !File.Exists(Path.Combine(folder, name + GraphSuffix)) && File.Exists(Path.Combine(folder, name + ParametersSuffix)) &&
        !RealPath.IsBehindLink(folder, name);

    /// <summary>Reads the files and compiles them, unless they turn out to be what they were before.</summary>
    public async Task<CatalogEntry> ReadAsync(
        string name,
        WorkflowStamp stamp,
        CatalogEntry? before,
        CancellationToken cancellationToken)
    {
        var graph = await ReadAsync(stamp.Graph, cancellationToken);
        var parameters = stamp.Parameters is { } file ? await ReadAsync(file, cancellationToken) : null;
        var editor = stamp.Editor is { } beside ? await ReadAsync(beside, cancellationToken) : null;
        var source = new WorkflowSource(name, graph, parameters, limits) { Editor = editor is null ? null : EditorFile.Ensure(editor) };
        return before?.Version == source.Version ? before : CatalogEntry.Of(source);
    }

    /// <summary>Where the folder really is, as it was a second ago at most: each job asks, and every folder above may be a link.</summary>
    private string Root()
    {
        if (_root is not { } root || clock.GetElapsedTime(root.At) >= RootHolds)
        {
            _root = root = new(RealPath.Of(folder) ?? folder, clock.GetTimestamp());
        }

        return root.Path;
    }

    /// <param name="root">Where the folder really is: what is no link lies there, and is asked about once.</param>
    /// <param name="file">The file's name.</param>
    private FileStamp? StampOfFile(string root, string file)
    {
        var path = Path.Combine(folder, file);
        var info = new FileInfo(path);
        if (RealPath.LinkTargetOf(info) is null)
        {
            return info.Exists ? new FileStamp(Path.Combine(root, file), info.Length, info.LastWriteTimeUtc) : null;
        }

        if (RealPath.Of(path) is not { } real || !RealPath.IsInside(root, real))
        {
            throw new BrokenWorkflowException($"{file} is a link that leads out of the folder of workflows; it is not followed.");
        }

        var target = new FileInfo(real);
        return target.Exists ? new FileStamp(real, target.Length, target.LastWriteTimeUtc)
            : throw new BrokenWorkflowException($"{file} is a link to a file that is not there.");
    }

    private async Task<byte[]> ReadAsync(FileStamp stamp, CancellationToken cancellationToken)
    {
        // Nothing to read; and what looks empty may be a pipe, which would wait for ever.
        if (stamp.Length == 0)
        {
            return [];
        }

        await using var stream = new FileStream(stamp.Path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous,
        });
        if (SavedFile.IsNamed(stamp.Path))
        {
            return await SavedFile.ReadAsync(stream, maxFileBytes, cancellationToken);
        }

        if (stream.Length > maxFileBytes)
        {
            throw new BrokenWorkflowException($"{Path.GetFileName(stamp.Path)} is larger than {maxFileBytes} bytes.");
        }

        // The length is fixed here: a file that grows while it is read is read again because its stamp has changed.
        var bytes = new byte[stream.Length];
        var count = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return bytes[..count];
    }

    /// <param name="Path">Where the folder really is.</param>
    /// <param name="At">When it was looked at, by the monotonic clock.</param>
    private sealed record KnownRoot(string Path, long At);
}
