using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Where the service keeps what it writes.</summary>
public sealed class DataOptions
{
    /// <summary>Holds databases, pictures and keys. A relative path starts at the folder of <c>config.ini</c>.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".artengine";

    /// <summary>A file or folder in the data directory; the folder that holds it exists afterwards.</summary>
    public string PathOf(params ReadOnlySpan<string> parts)
    {
        var path = Path.Combine([DataDirectory, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    internal static void AddTo(IServiceCollection services)
    {
        services.AddOptions<DataOptions>().Configure<IConfiguration>((options, configuration) => configuration.Bind(options))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DataOptions>().PostConfigure<IHostEnvironment>((options, environment) =>
            options.DataDirectory = Path.GetFullPath(options.DataDirectory, environment.ContentRootPath));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<DataOptions>>().Value);
    }
}
