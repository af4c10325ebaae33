using System.ComponentModel.DataAnnotations;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>The ComfyUI servers that render.</summary>
internal sealed class ComfyUiOptions
{
    public const string Section = "ComfyUi";

    /// <summary>
    /// The servers at the start: addresses separated by commas, or <c>Servers:0:Url</c>, <c>Servers:0:Name</c>,
    /// <c>Servers:0:Depth</c>, <c>Servers:0:Weight</c> and <c>Servers:0:Headers:X</c> for each. Others are added at run time by
    /// <c>POST /backends</c>. In Development, while it is not set: the one at 127.0.0.1:8188, else the built-in simulator.
    /// </summary>
    /// <example>http://127.0.0.1:8188</example>
    public IReadOnlyList<ComfyUiServerOptions> Servers { get; set; } = [];

    /// <summary>
    /// How servers from v0.4.0 make the pictures on the way; <c>off</c> leaves it to how they were started.
    /// </summary>
    [AllowedValues("latent2rgb", "taesd", "auto", "off")]
    public string PreviewMethod { get; set; } = "latent2rgb";

    /// <summary>What is sent with prompts; null for nothing.</summary>
    public string? EffectivePreviewMethod => PreviewMethod == "off" ? null : PreviewMethod;

    public static ComfyUiOptions Read(IConfiguration configuration)
    {
        var servers = configuration.GetSection($"{Section}:Servers");
        var listed = servers.Value is { } addresses
            ? addresses.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(address => new ComfyUiServerOptions { Url = address })
            : servers.GetChildren().Select(child => child.Get<ComfyUiServerOptions>()).OfType<ComfyUiServerOptions>();
        return new() { Servers = [.. listed], PreviewMethod = configuration[$"{Section}:{nameof(PreviewMethod)}"] ?? "latent2rgb" };
    }

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Servers.Count == 0)
        {
            yield return "ComfyUi:Servers is not set: give the address of at least one ComfyUI server, for example http://127.0.0.1:8188.";
        }

        if (PreviewMethod is not ("latent2rgb" or "taesd" or "auto" or "off"))
        {
            yield return $"ComfyUi:PreviewMethod is '{PreviewMethod}'; latent2rgb, taesd, auto and off are allowed.";
        }

        foreach (var server in Servers.Where(server => !server.HasValidUrl))
        {
            yield return $"ComfyUi:Servers has '{BackendAddress.Show(server.Url)}'. {BackendAddress.Fault(server.Url)}";
        }

        foreach (var server in Servers.Where(server => server.Depth is < 1 or > BackendLimits.MaxDepth))
        {
            yield return $"ComfyUi:Servers has the depth {server.Depth} for {BackendAddress.Show(server.Url)}; " +
                $"1 to {BackendLimits.MaxDepth} is allowed.";
        }

        foreach (var server in Servers.Where(server => server.Weight is < 1 or > BackendLimits.MaxWeight))
        {
            yield return $"ComfyUi:Servers has the weight {server.Weight} for {BackendAddress.Show(server.Url)}; " +
                $"1 to {BackendLimits.MaxWeight} is allowed.";
        }

        foreach (var server in Servers.Where(server => !BackendLimits.AreHeaders(server.Headers)))
        {
            yield return $"ComfyUi:Servers has wrong headers for {BackendAddress.Show(server.Url)}. {BackendLimits.HeadersRule}";
        }

        foreach (var name in Servers.Where(server => server.HasValidUrl).GroupBy(server => server.EffectiveName)
            .Where(group => group.Count() > 1))
        {
            yield return $"ComfyUi:Servers has the name '{name.Key}' more than once; give each server a Name of its own.";
        }
    }
}
