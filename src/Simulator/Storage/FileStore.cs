using System.Collections.Concurrent;
using System.Globalization;

namespace ArtEngine.ComfySimulator.Storage;

/// <summary>The three folders of a server: what was made, what was uploaded, what may vanish.</summary>
internal sealed class FileStore : IDisposable
{
    private readonly TimeProvider clock;
    private readonly bool isOwned;
    private readonly ConcurrentDictionary<string, FileNumbers> numbers = new();

    public FileStore(string? root, TimeProvider clock)
    {
        this.clock = clock;
        isOwned = root is null;
        Root = root is null ? Directory.CreateTempSubdirectory("comfy-simulator-").FullName : Path.GetFullPath(root);
        foreach (var type in FileTypes)
        {
            Directory.CreateDirectory(FolderOf(type)!);
        }

        ClearTemp();
    }

    public static IReadOnlyList<string> FileTypes { get; } = ["output", "input", "temp"];

    public string Root { get; }

    public string? FolderOf(string type) => FileTypes.Contains(type) ? Path.Combine(Root, type) : null;

    /// <summary>Files of type <c>temp</c> do not outlive a server.</summary>
    public void ClearTemp()
    {
        var temp = new DirectoryInfo(FolderOf("temp")!);
        foreach (var file in temp.EnumerateFiles())
        {
            file.Delete();
        }

        numbers.Clear();
    }

    /// <summary>Where the next picture with this prefix goes; the number follows the highest one on disk.</summary>
    public SavePlace PlaceFor(string type, string prefix, int width, int height)
    {
        var folder = FolderOf(type)!;
        var name = Expand(prefix, width, height);
        var target = Path.GetFullPath(Path.Combine(folder, name));
        var directory = Path.GetDirectoryName(target)!;
        if (!IsWithin(folder, directory))
        {
            throw new UnauthorizedAccessException(
                "**** ERROR: Saving image outside the output folder is not allowed.\n " +
                $"full_output_folder: {directory}\n         output_dir: {folder}");
        }

        Directory.CreateDirectory(directory);
        var baseName = Path.GetFileName(name);
        var subfolder = directory == folder ? "" : Path.GetRelativePath(folder, directory).Replace('\\', '/');
        return new SavePlace(
            directory, subfolder, baseName, type, numbers.GetOrAdd(directory, static folder => new(folder)));
    }

    /// <summary>The path of an input named by a client, <c>name [output]</c> included; null when there is no such file.</summary>
    public string? Find(string annotated)
    {
        var type = FileTypes.FirstOrDefault(candidate => annotated.EndsWith($" [{candidate}]", StringComparison.Ordinal));
        var name = type is null ? annotated : annotated[..^(type.Length + 3)];
        var folder = FolderOf(type ?? "input")!;
        var path = Path.GetFullPath(Path.Combine(folder, name));
        return IsWithin(folder, path) && File.Exists(path) ? path : null;
    }

    public static bool IsWithin(string folder, string path) =>
        path == folder || path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public void Dispose()
    {
        if (!isOwned)
        {
            return;
        }

        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still reads a file: a temporary folder left behind is no reason to fail.
        }
    }

    private string Expand(string prefix, int width, int height)
    {
        var now = clock.GetLocalNow();
        string Two(int value) => value.ToString("00", CultureInfo.InvariantCulture);
        return prefix
            .Replace("%width%", width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%height%", height.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%year%", now.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%month%", Two(now.Month), StringComparison.Ordinal)
            .Replace("%day%", Two(now.Day), StringComparison.Ordinal)
            .Replace("%hour%", Two(now.Hour), StringComparison.Ordinal)
            .Replace("%minute%", Two(now.Minute), StringComparison.Ordinal)
            .Replace("%second%", Two(now.Second), StringComparison.Ordinal);
    }
}
