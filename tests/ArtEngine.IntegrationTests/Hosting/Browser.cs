using System.Diagnostics;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Chromium without a window, with a profile of its own, on one page.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly TempFolder _profile = new(onRealServers: false);
    private readonly Process _process;

    private Browser(Uri page) => _process = Process.Start(new ProcessStartInfo(
        BrowserFactAttribute.Program ?? throw new InvalidOperationException("Chromium is not installed."),
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
            $"--user-data-dir={_profile.Path}", page.AbsoluteUri,
        ])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    public static Browser Open(Uri page) => new(page);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _profile.Dispose();
    }
}
