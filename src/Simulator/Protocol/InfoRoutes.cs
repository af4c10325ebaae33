using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>What a server tells about itself.</summary>
internal sealed class InfoRoutes(ComfyServices services)
{
    private const long Memory = 24L * 1024 * 1024 * 1024;

    private static readonly string[] Argv = ["main.py"];

    private static readonly string[] EmptyFolders =
    [
        "configs", "clip_vision", "style_models", "embeddings", "diffusers", "vae_approx", "controlnet", "gligen", "upscale_models",
        "latent_upscale_models", "custom_nodes", "datasets", "hypernetworks", "photomaker", "classifiers", "model_patches",
        "audio_encoders", "background_removal", "frame_interpolation", "geometry_estimation", "optical_flow", "detection",
    ];

    public Task SystemStatsAsync(HttpContext context) => context.JsonAsync(new
    {
        System = new
        {
            Os = OperatingSystem.IsWindows() ? "nt" : OperatingSystem.IsMacOS() ? "darwin" : "linux",
            RamTotal = Memory,
            RamFree = Memory / 2,
            ComfyuiVersion = services.Options.Version,
            RequiredFrontendVersion = "1.49.6",
            InstalledTemplatesVersion = (string?)null,
            RequiredTemplatesVersion = "0.11.44",
            ComfyPackageVersions = new[] { new { Name = "comfyui-frontend-package", Installed = (string?)null, Required = "1.49.6" } },
            PythonVersion = $"none: this is a simulator on {RuntimeInformation.FrameworkDescription}",
            PytorchVersion = "none",
            EmbeddedPython = false,
            DeployEnvironment = "simulator",
            Argv,
        },
        Devices = new[]
        {
            new
            {
                Name = "simulator",
                Type = "cpu",
                Index = (int?)null,
                VramTotal = Memory,
                VramFree = Memory / 2,
                TorchVramTotal = Memory,
                TorchVramFree = Memory / 2,
            },
        },
    });

    public JsonObject Features() => ComfyJson.ToNode(new
    {
        SupportsPreviewMetadata = true,
        SupportsModelTypeTags = true,
        services.Options.MaxUploadSize,
        Extension = new { Manager = new { SupportsV4 = true } },
        NodeReplacements = true,
        Assets = false,
    })!.AsObject();

    public Task FeaturesAsync(HttpContext context) => context.JsonAsync(Features());

    public Task AllNodesAsync(HttpContext context) => context.JsonAsync(Describe(services.Catalog.All));

    /// <summary>An unknown class is no error: the answer is empty.</summary>
    public Task OneNodeAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return context.JsonAsync(Describe(services.Catalog.Find(name) is { } type ? [type] : []));
    }

    public Task ModelFoldersAsync(HttpContext context) => context.JsonAsync(services.Options.Models.Keys.Concat(EmptyFolders).Distinct());

    public Task ModelsAsync(HttpContext context)
    {
        var folder = (string)context.Request.RouteValues["folder"]!;
        return services.Options.Models.ContainsKey(folder) || EmptyFolders.Contains(folder)
            ? context.JsonAsync(services.World.Models(folder))
            : context.EmptyAsync(StatusCodes.Status404NotFound);
    }

    public Task EmbeddingsAsync(HttpContext context) => context.JsonAsync(services.World.Models("embeddings"));

    private Dictionary<string, JsonObject> Describe(IEnumerable<NodeType> types) =>
        types.ToDictionary(type => type.Name, type => ObjectInfo.Describe(type, services.World));
}
