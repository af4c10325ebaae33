using System.IO.Enumeration;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>What lies in the folder of workflows and below it: workflows, and files that are none.</summary>
/// <param name="Names">Names of all files that may hold a graph and of parameter files without one, valid or not, by name.</param>
/// <param name="Ignored">Other files, but for hidden ones and what people write for people.</param>
internal sealed record FolderListing(IReadOnlyList<string> Names, IReadOnlyList<IgnoredFile> Ignored)
{
    public const string GraphSuffix = ".json";
    public const string ParametersSuffix = ".params.json";

    /// <summary>Of the editor's file beside an exported graph; alone it is a workflow as any other.</summary>
    public const string EditorSuffix = ".workflow.json";

    private const int DeepestFolder = 8;
    private const int MaxFiles = 100_000;
    private const int MaxIgnored = 100;

    /// <summary>Empty when there is no folder.</summary>
    public static FolderListing Of(string folder)
    {
        try
        {
            var files = Files(folder).Take(MaxFiles).ToList();
            var graphs = files.Where(file => file.EndsWith(GraphSuffix, StringComparison.Ordinal)).Select(NameOf).ToHashSet();
            graphs.RemoveWhere(name => EditorOwner(name) is { } owner && graphs.Contains(owner));
            var saved = files.Where(SavedFile.IsNamed).GroupBy(NameOf).Where(same => !graphs.Contains(same.Key))
                .ToDictionary(same => same.Key, same => same.Min(StringComparer.Ordinal)!);
            var ignored = files.Where(
                file => !file.EndsWith(GraphSuffix, StringComparison.Ordinal) && !saved.ContainsValue(file) && !IsForPeople(file));
            return new(
                [.. graphs.Concat(saved.Keys).Order(StringComparer.Ordinal)],
                [.. ignored.Order(StringComparer.Ordinal).Take(MaxIgnored).Select(file => new IgnoredFile(file, ReasonFor(file)))]);
        }
        catch (DirectoryNotFoundException)
        {
            return new([], []);
        }
    }

    /// <summary>The workflow that a file of this name would lie beside; null when its name is none of such.</summary>
    public static string? EditorOwner(string name) =>
        $"{name}{GraphSuffix}".EndsWith(EditorSuffix, StringComparison.Ordinal)
            ? name[..^(EditorSuffix.Length - GraphSuffix.Length)]
            : null;

    /// <summary>Paths within the folder, with '/' between folders. Links to folders are not followed: they may go in circles.</summary>
    private static FileSystemEnumerable<string> Files(string folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder - 1,
            IgnoreInaccessible = true,
            AttributesToSkip = 0,
        };
        return new(
            folder,
            (ref entry) => Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'),
            options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && !IsHidden(ref entry),
            ShouldRecursePredicate = (ref entry) => !IsHidden(ref entry) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
    }

    private static bool IsHidden(ref FileSystemEntry entry) => entry.FileName.StartsWith(".");

    private static bool IsForPeople(string file) =>
        Path.GetFileName(file) is var name && (name.StartsWith("README", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase));

    private static string NameOf(string file) => file.EndsWith(ParametersSuffix, StringComparison.Ordinal)
        ? file[..^ParametersSuffix.Length]
        : file[..^Path.GetExtension(file).Length];

    private static string ReasonFor(string file) => file.EndsWith(GraphSuffix, StringComparison.OrdinalIgnoreCase)
        ? "Its name must end in .json, in lower case."
        : SavedFile.IsNamed(file)
            ? "Another file with this name is the workflow."
            : $"It is no workflow: {Wording.Quote(Path.GetExtension(file))} is not .json, .png, .webp, .flac or .mp4.";
}
