using ArtEngine.ComfySimulator.Painting;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>The samplers, and the small nodes that set them up. A sampler paints: everything upstream of it decides what.</summary>
internal static class SamplingNodes
{
    private const string Category = "model/sampling";
    private const string CustomModule = "comfy_extras.nodes_custom_sampler";
    private const string Random = """{"control_after_generate": true}""";

    private static readonly string[] Samplers =
    [
        "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "exp_heun_2_x0", "exp_heun_2_x0_sde",
        "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_2s_ancestral_cfg_pp", "dpmpp_sde",
        "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu", "dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu",
        "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm", "lcm", "ipndm", "ipndm_v", "deis", "res_multistep", "res_multistep_cfg_pp",
        "res_multistep_ancestral", "res_multistep_ancestral_cfg_pp", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde",
        "seeds_2", "seeds_3", "sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2",
    ];

    private static readonly string[] Schedulers =
        ["simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta", "normal", "linear_quadratic", "kl_optimal"];

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("KSampler", Category)
        {
            Title = "KSampler",
            IsSampler = true,
            Inputs =
            [
                Link("model", "MODEL", "Denoises the latent."), Seed("seed") with { Tooltip = "Decides the noise." },
                Steps with { Tooltip = "How many steps to take." }, Cfg with { Tooltip = "How closely to follow the prompt." },
                OneOf("sampler_name", Samplers) with { Tooltip = "The algorithm." },
                OneOf("scheduler", Schedulers) with { Tooltip = "How noise leaves over the steps." },
                Link("positive", "CONDITIONING", "What to show."), Link("negative", "CONDITIONING", "What to avoid."),
                Link("latent_image", "LATENT", "Where to start."), Denoise with { Tooltip = "1 keeps nothing of the start." },
            ],
            Outputs = ["LATENT"],
            Run = call => SampleAsync(call, call.Int("steps"), call.Float("denoise"), call.Get<Conditioning>("positive")),
        },
        new("KSamplerAdvanced", Category)
        {
            Title = "KSampler (Advanced)",
            IsSampler = true,
            Inputs =
            [
                Link("model", "MODEL"), OneOf("add_noise", "enable", "disable").With("""{"advanced": true}"""), Seed("noise_seed"),
                Steps, Cfg, OneOf("sampler_name", Samplers), OneOf("scheduler", Schedulers),
                Link("positive", "CONDITIONING"), Link("negative", "CONDITIONING"), Link("latent_image", "LATENT"),
                Int("start_at_step", 0, 0, 10000, """{"advanced": true}"""), Int("end_at_step", 10000, 0, 10000, """{"advanced": true}"""),
                OneOf("return_with_leftover_noise", "disable", "enable").With("""{"advanced": true}"""),
            ],
            Outputs = ["LATENT"],
            Run = SampleRangeAsync,
        },
        new("SamplerCustomAdvanced", Category + "/custom")
        {
            Module = CustomModule,
            IsModern = true,
            IsSampler = true,
            Inputs =
            [
                Link("noise", "NOISE"), Link("guider", "GUIDER"), Link("sampler", "SAMPLER"), Link("sigmas", "SIGMAS"),
                Link("latent_image", "LATENT"),
            ],
            Outputs = [new("LATENT", "output"), new("LATENT", "denoised_output")],
            Run = SampleCustomAsync,
        },
        Small("KSamplerSelect", "samplers", "SAMPLER", call => call.Text("sampler_name"), OneOf("sampler_name", Samplers)),
        Small("BasicScheduler", "schedulers", "SIGMAS", call => new Schedule(call.Int("steps"), call.Float("denoise")),
            Link("model", "MODEL"), OneOf("scheduler", Schedulers), Steps, Denoise),
        Small("BasicGuider", "guiders", "GUIDER", call => new Guider(call.Get<Conditioning>("conditioning")),
            Link("model", "MODEL"), Link("conditioning", "CONDITIONING")) with { Title = "Basic Guider" },
        Small("CFGGuider", "guiders", "GUIDER", call => new Guider(call.Get<Conditioning>("positive")),
            Link("model", "MODEL"), Link("positive", "CONDITIONING"), Link("negative", "CONDITIONING"), Cfg) with { Title = "CFG Guider" },
        Small("RandomNoise", "noise", "NOISE", call => new NoiseSeed(call.Seed("noise_seed")), Seed("noise_seed")),
        new("ModelSamplingFlux", "model/patch/flux")
        {
            Title = "ModelSamplingFlux",
            Module = "comfy_extras.nodes_model_advanced",
            Inputs =
            [
                Link("model", "MODEL"),
                Float("max_shift", 1.15, 0, 100, """{"step": 0.01, "advanced": true}"""),
                Float("base_shift", 0.5, 0, 100, """{"step": 0.01, "advanced": true}"""),
                Int("width", 1024, 16, 16384, """{"step": 8}"""), Int("height", 1024, 16, 16384, """{"step": 8}"""),
            ],
            Outputs = ["MODEL"],
            Run = NodeType.Pure(call => call.Get<Model>("model")),
        },
    ];

    private static NodeInput Steps => Int("steps", 20, 1, 10000);

    private static NodeInput Cfg => Float("cfg", 8.0, 0, 100, """{"step": 0.1, "round": 0.01}""");

    private static NodeInput Denoise => Float("denoise", 1.0, 0, 1, """{"step": 0.01}""");

    private static NodeInput Seed(string name) => Int(name, 0, 0, ulong.MaxValue, Random);

    private static NodeType Small(string name, string kind, string output, Func<NodeCall, object?> compute, params NodeInput[] inputs) =>
        new(name, $"{Category}/{kind}")
        {
            Module = CustomModule,
            IsModern = true,
            Inputs = inputs,
            Outputs = [output],
            Run = NodeType.Pure(compute),
        };

    private static ValueTask<NodeResult> SampleRangeAsync(NodeCall call)
    {
        var steps = Math.Min(call.Int("end_at_step"), call.Int("steps")) - call.Int("start_at_step");
        var denoise = call.Int("start_at_step") == 0 ? 1 : Math.Clamp((double)steps / call.Int("steps"), 0, 1);
        return SampleAsync(call, Math.Max(0, steps), denoise, call.Get<Conditioning>("positive"));
    }

    private static async ValueTask<NodeResult> SampleCustomAsync(NodeCall call)
    {
        var schedule = call.Get<Schedule>("sigmas");
        var result = await SampleAsync(call, schedule.Steps, schedule.Denoise, call.Get<Guider>("guider").Positive);
        return NodeResult.Of(result.Values[0], result.Values[0]);
    }

    private static async ValueTask<NodeResult> SampleAsync(NodeCall call, int steps, double denoise, Conditioning positive)
    {
        var start = call.Get<Latent>("latent_image");
        var frames = start.Frames.Select((frame, index) => Paint(call, start, frame, index, denoise, positive)).ToList();
        await call.StepsAsync(steps, frames[0]);
        return NodeResult.Of(new Latent(frames, positive.Words, IsEmpty: false));
    }

    private static Raster Paint(NodeCall call, Latent start, Raster frame, int index, double denoise, Conditioning positive)
    {
        var picture = new Landscape(frame.Width, frame.Height, call.PaintSeed(index), NodeCall.HashOf(positive.Words));
        return start.IsEmpty || denoise >= 1 ? picture : new Blended(frame, picture, denoise);
    }
}
