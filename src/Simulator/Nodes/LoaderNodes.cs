using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Models: a name each, and the time it takes to load one.</summary>
internal static class LoaderNodes
{
    private const string Category = "model/loaders";

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("CheckpointLoaderSimple", Category)
        {
            Title = "Load Checkpoint",
            Inputs = [NodeInput.Model("ckpt_name", "checkpoints", "Which checkpoint to load.")],
            Outputs = ["MODEL", "CLIP", "VAE"],
            Run = Load("ckpt_name", 3),
        },
        new("UNETLoader", Category)
        {
            Title = "Load Diffusion Model",
            Inputs =
            [
                NodeInput.Model("unet_name", "diffusion_models"),
                OneOf("weight_dtype", "default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2").With("""{"advanced": true}"""),
            ],
            Outputs = ["MODEL"],
            Run = Load("unet_name", 1),
        },
        new("CLIPLoader", Category)
        {
            Title = "Load CLIP",
            Inputs =
            [
                NodeInput.Model("clip_name", "text_encoders"),
                OneOf("type", "stable_diffusion", "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "cosmos", "lumina2",
                    "wan", "hidream", "chroma", "ace", "omnigen2", "qwen_image", "hunyuan_image", "flux2"),
                OneOf("device", "default", "cpu").With("""{"advanced": true}""").Optional(),
            ],
            Outputs = ["CLIP"],
            Run = Load("clip_name", 1),
        },
        new("DualCLIPLoader", Category)
        {
            Title = "Load CLIP (Dual)",
            Inputs =
            [
                NodeInput.Model("clip_name1", "text_encoders"),
                NodeInput.Model("clip_name2", "text_encoders"),
                OneOf("type", "sdxl", "sd3", "flux", "hunyuan_video", "hidream", "hunyuan_image", "ltxv"),
                OneOf("device", "default", "cpu").With("""{"advanced": true}""").Optional(),
            ],
            Outputs = ["CLIP"],
            Run = Load("clip_name1", 1),
        },
        new("VAELoader", Category)
        {
            Title = "Load VAE",
            Inputs = [new("vae_name", Combo) { Choices = world => [.. world.Models("vae"), "pixel_space"] }],
            Outputs = ["VAE"],
            Run = Load("vae_name", 1),
        },
        new("LoraLoader", Category)
        {
            Title = "Load LoRA (Model and CLIP)",
            Inputs =
            [
                Link("model", "MODEL"),
                Link("clip", "CLIP"),
                NodeInput.Model("lora_name", "loras"),
                Strength("strength_model"),
                Strength("strength_clip"),
            ],
            Outputs = ["MODEL", "CLIP"],
            Run = Load("lora_name", 2),
        },
        new("LoraLoaderModelOnly", Category)
        {
            Title = "Load LoRA",
            Inputs = [Link("model", "MODEL"), NodeInput.Model("lora_name", "loras"), Strength("strength_model")],
            Outputs = ["MODEL"],
            Run = Load("lora_name", 1),
        },
    ];

    private static NodeInput Strength(string name) => Float(name, 1.0, -100, 100, """{"step": 0.01}""");

    private static Func<NodeCall, ValueTask<NodeResult>> Load(string input, int outputs) => async call =>
    {
        await call.Report.WorkAsync(call.World.Options.LoadTime);
        var model = new Model(call.Text(input));
        return new NodeResult([.. Enumerable.Repeat<object?>(model, outputs)]);
    };
}
