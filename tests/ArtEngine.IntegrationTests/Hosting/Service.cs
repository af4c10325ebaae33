using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.Host;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ComfyServer = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>The real host in this process, on a free port, with a data folder and a simulator of its own.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder? _ownFolder;
    private readonly ComfyServer? _ownSimulator;

    private Service(WebApplication app, TempFolder? ownFolder, ComfyServer? ownSimulator, ComfyServer simulator)
    {
        (_app, _ownFolder, _ownSimulator, Simulator) = (app, ownFolder, ownSimulator, simulator);
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = ClientOf(app.Services.GetService<DevelopmentIssuer>() is null ? null : Token());
    }

    public Uri Address { get; }

    /// <summary>Signed in as the developer; not at all when another issuer is set.</summary>
    public HttpClient Client { get; }

    public ComfyServer Simulator { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="simulator">Shared with other hosts of the test; one of its own when null.</param>
    /// <param name="folder">Kept after the host ends; one of its own when null.</param>
    /// <param name="settings">Further settings, as on the command line.</param>
    public static Task<Service> StartAsync(ComfyServer? simulator = null, TempFolder? folder = null, params string[] settings) =>
        StartAsync(null, simulator, folder, settings);

    /// <summary>The same, after changing registrations, such as the clock.</summary>
    public static async Task<Service> StartAsync(
        Action<WebApplicationBuilder>? configure, ComfyServer? simulator = null, TempFolder? folder = null, params string[] settings)
    {
        var ownSimulator = simulator is null ? await QuickSimulatorAsync() : null;
        var ownFolder = folder is null ? new TempFolder() : null;
        var used = simulator ?? ownSimulator!;
        var app = await Composition.BuildAsync(
        [
            "--environment=Development",
            "--urls=http://127.0.0.1:0",
            .. (folder ?? ownFolder!).Settings,
            $"--ComfyUi:Servers:0:Url={used.Address}",
            "--ComfyUi:Servers:0:Name=simulator",
            "--Generation:PollSeconds=0.5",
            "--Logging:LogLevel:Default=Warning",
            .. settings,
        ],
            configure);
        await app.StartAsync();
        return new(app, ownFolder, ownSimulator, used);
    }

    /// <summary>A simulator that takes no more time than it must.</summary>
    public static Task<ComfyServer> QuickSimulatorAsync() => ComfyServer.StartAsync(
        new() { StepTime = TimeSpan.FromMilliseconds(1), LoadTime = TimeSpan.Zero, Control = true }, CancellationToken.None);

    /// <summary>A valid token; of the developer unless a subject is named.</summary>
    public string Token(string? subject = null)
    {
        var issuer = _app.Services.GetRequiredService<DevelopmentIssuer>();
        return subject is null ? issuer.CreateToken() : issuer.CreateToken(subject, $"{subject}@example.com");
    }

    public HttpClient ClientOf(string? token) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownSimulator is not null)
        {
            await _ownSimulator.DisposeAsync();
        }

        _ownFolder?.Dispose();
    }
}
