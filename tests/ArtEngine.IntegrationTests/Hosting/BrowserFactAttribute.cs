namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>A test in a real browser: skipped where Chromium is not installed, but run, and failing, where <c>CI=true</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Program is null && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = "Chromium is not installed: apt-get install chromium.";
        }
    }

    /// <summary>The browser; null when there is none.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);
}
