namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>The folder that relative settings are relative to, whatever the working directory is.</summary>
public static class RepositoryRoot
{
    /// <summary>Marks the folder: it lies at the root of a checkout and beside a published build.</summary>
    private const string Marker = "config.ini";

    /// <summary>The environment variable that names the folder.</summary>
    private const string Variable = "ARTENGINE_ROOT";

    /// <summary>
    /// The folder that <c>ARTENGINE_ROOT</c> names; else the nearest one with a <c>config.ini</c>, upwards from the
    /// program, then from the working directory; the working directory itself when there is none.
    /// </summary>
    public static string Find() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Nearest();

    private static string Nearest() =>
        Upwards(AppContext.BaseDirectory) ?? Upwards(Environment.CurrentDirectory) ?? Environment.CurrentDirectory;

    private static string? Upwards(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
