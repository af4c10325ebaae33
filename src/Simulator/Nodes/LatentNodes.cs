using ArtEngine.ComfySimulator.Painting;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Latents: pictures before and after the sampler.</summary>
internal static class LatentNodes
{
    private const string Category = "model/latent";
    private static readonly string[] UpscaleMethods = ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"];

    public static IReadOnlyList<NodeType> All { get; } =
    [
        Empty("EmptyLatentImage", 512, 8) with { Title = "Empty Latent Image" },
        Empty("EmptySD3LatentImage", 1024, 16) with { Module = "comfy_extras.nodes_sd3", IsModern = true },
        new("LatentUpscale", Category)
        {
            Title = "Upscale Latent",
            Inputs =
            [
                Link("samples", "LATENT"), OneOf("upscale_method", UpscaleMethods),
                Int("width", 512, 0, 16384, """{"step": 8}"""), Int("height", 512, 0, 16384, """{"step": 8}"""),
                OneOf("crop", "disabled", "center"),
            ],
            Outputs = ["LATENT"],
            Run = NodeType.Pure(call => Resize(call.Get<Latent>("samples"), call.Int("width"), call.Int("height"))),
        },
        new("LatentUpscaleBy", Category)
        {
            Title = "Upscale Latent By",
            Inputs = [Link("samples", "LATENT"), OneOf("upscale_method", UpscaleMethods),
                Float("scale_by", 1.5, 0.01, 8, """{"step": 0.01}""")],
            Outputs = ["LATENT"],
            Run = NodeType.Pure(call => Scale(call.Get<Latent>("samples"), call.Float("scale_by"))),
        },
        new("VAEDecode", Category)
        {
            Title = "VAE Decode",
            Inputs = [Link("samples", "LATENT", "What to decode."), Link("vae", "VAE", "Decodes it.")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Latent>("samples") is var latent ? new Images(latent.Frames, latent.Words) : null),
        },
        new("VAEEncode", Category)
        {
            Title = "VAE Encode",
            Inputs = [Link("pixels", "IMAGE"), Link("vae", "VAE")],
            Outputs = ["LATENT"],
            Run = NodeType.Pure(call => Encode(call.Get<Images>("pixels"))),
        },
    ];

    private static NodeType Empty(string name, int size, int step) => new(name, Category)
    {
        Inputs =
        [
            Int("width", size, 16, 16384, $$"""{"step": {{step}}}"""),
            Int("height", size, 16, 16384, $$"""{"step": {{step}}}"""),
            Int("batch_size", 1, 1, 4096),
        ],
        Outputs = ["LATENT"],
        Run = NodeType.Pure(call => Latent.Empty(call.Int("width"), call.Int("height"), call.Int("batch_size"))),
    };

    private static Latent Encode(Images images) => new(
        [.. images.Frames.Select(frame => Scaled.To(frame, Math.Max(8, frame.Width / 8 * 8), Math.Max(8, frame.Height / 8 * 8)))],
        images.Words,
        IsEmpty: false);

    private static Latent Scale(Latent latent, double by) =>
        Resize(latent, Scaled.Side(latent.Frames[0].Width * by), Scaled.Side(latent.Frames[0].Height * by));

    private static Latent Resize(Latent latent, int width, int height)
    {
        var (wide, high) = Dimensions.Fill(latent.Frames[0], width, height);
        (wide, high) = (Math.Max(8, wide / 8 * 8), Math.Max(8, high / 8 * 8));
        return latent with { Frames = [.. latent.Frames.Select(frame => Scaled.To(frame, wide, high))] };
    }
}
