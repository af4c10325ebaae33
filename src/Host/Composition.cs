using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation;
using ArtEngine.Host.OpenTelemetry;
using ArtEngine.Host.Settings;
using ArtEngine.Host.Startup;
using ArtEngine.Host.Studio;
using ArtEngine.Host.Swagger;
using ArtEngine.Telemetry;
using ArtEngine.Users;
using ArtEngine.Workflows;

namespace ArtEngine.Host;

/// <summary>What the service is made of. The one list of modules.</summary>
public static class Composition
{
    public static IReadOnlyList<IModule> Modules { get; } =
        [new UsersModule(), new WorkflowsModule(), new GenerationModule(), new TelemetryModule()];

    /// <summary>Builds the service from its settings, ready to start.</summary>
    /// <param name="args">The command line: <c>--Key=value</c>.</param>
    /// <param name="configure">Changes registrations before the service is built; for tests.</param>
    public static async Task<WebApplication> BuildAsync(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var root = RepositoryRoot.Find();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            // The builder's own sources are cleared below; to watch their files it would watch every folder under the root first.
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = root,
            EnvironmentName = EnvironmentOf(root, args),
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Defaults).AddArtEngineSources(root, args);
        var doubts = SettingsCheck.Ensure(builder.Configuration, args);
        builder.WebHost.UseUrls(ListenAddresses.UrlsOf(builder.Configuration)).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        DevelopmentGuard.Ensure(builder);

        await builder.ChooseComfyUiAsync();
        builder.Services.AddBuildingBlocks(builder.Configuration, [.. Modules.Select(module => module.GetType().Assembly)]);
        builder.Services.AddHostedService<ListenerCheck>();
        builder.Services.AddHealth();
        builder.Services.AddSwagger(builder.Configuration);
        builder.Services.AddStudio();
        builder.Services.AddTracesAndMetrics(builder.Configuration);
        foreach (var module in Modules)
        {
            module.AddServices(builder.Services, builder.Configuration);
        }

        configure?.Invoke(builder);
        var app = builder.Build();
        foreach (var doubt in doubts)
        {
            SettingsCheck.LogDoubt(app.Logger, doubt);
        }

        UsePipeline(app);
        return app;
    }

    internal static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Quartz"] = "Warning",
        // Whoever has the trouble says so once; each look at the health would say it again, as an error of each module.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
        // Says with a stack trace what Program says in a sentence.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    // Read before the builder is made, which would look past config.ini and .env; null leaves it to ASP.NET Core.
    private static string? EnvironmentOf(string root, string[] args)
    {
        var settings = new ConfigurationBuilder().AddArtEngineSources(root, args).Build();
        return settings["environment"] ?? settings["ASPNETCORE_ENVIRONMENT"];
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseBuildingBlocks();
        app.UseSwaggerPages();
        app.UseStudio();
        app.UseCors();
        app.UseWebSockets();
        app.UseSocketOrigins();
        app.UseKnownRoutes();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAdminAudit();
        app.UseCredentialEnds();
        app.UseRequestParameters();
        app.UseBodyLimits();
        app.MapHealth();
        app.MapPrometheus();
        foreach (var module in Modules)
        {
            module.MapEndpoints(app);
        }
    }
}
