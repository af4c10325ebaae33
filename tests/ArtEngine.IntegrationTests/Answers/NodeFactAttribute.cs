namespace ArtEngine.IntegrationTests.Answers;

/// <summary>A test with tools from npm: skipped where Node.js is not installed, but run, and failing, where <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        if (Npm is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "Node.js is not installed: apt-get install nodejs npm.";
        }
    }

    /// <summary>npm; null when there is none.</summary>
    public static string? Npm { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "npm")).FirstOrDefault(File.Exists);
}
