namespace ArtEngine.ComfySimulator;

/// <summary>How the simulator behaves. Bound from the configuration section <c>Simulator</c> when it runs alone.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The configuration section read when the simulator runs alone.</summary>
    public const string Section = "Simulator";

    /// <summary>Where to listen; port 0 takes any free one. Loopback, unless another address is asked for here.</summary>
    public string Url { get; set; } = "http://127.0.0.1:0";

    /// <summary>Holds <c>output</c>, <c>input</c> and <c>temp</c>. Null: a temporary folder that is deleted at stop.</summary>
    public string? OutputDirectory { get; set; }

    /// <summary>How long one step of a sampler takes.</summary>
    public TimeSpan StepTime { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long loading a model takes; paid once per model, as loaded models stay in the node cache.</summary>
    public TimeSpan LoadTime { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long after <c>execution_success</c> the history entry appears: the gap real servers have.</summary>
    public TimeSpan HistoryLag { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Samplers send a small preview (PNG) with each step.</summary>
    public bool Previews { get; set; } = true;

    /// <summary>The longer side of a preview in pixels.</summary>
    public int PreviewSize { get; set; } = 192;

    /// <summary>
    /// Adds the <c>/simulator/*</c> routes that switch faults and show the log of renders. Off inside another process
    /// unless asked for; on when the simulator runs alone.
    /// </summary>
    public bool Control { get; set; }

    /// <summary>Adds the nodes of the protocol captures: sleep, fail, odd outputs, a blocked branch.</summary>
    public bool TestNodes { get; set; } = true;

    /// <summary>A request body above this many bytes is answered with 413.</summary>
    public long MaxUploadSize { get; set; } = 100L * 1024 * 1024;

    /// <summary>The version <c>/system_stats</c> tells.</summary>
    public string Version { get; set; } = "0.33.0";

    /// <summary>What the model folders hold, by folder name. A model not listed here is refused as ComfyUI refuses a missing file.</summary>
    public IDictionary<string, IList<string>> Models { get; } = new Dictionary<string, IList<string>>
    {
        ["checkpoints"] = ["sd_xl_base_1.0.safetensors", "v1-5-pruned-emaonly.safetensors", "v1-5-pruned-emaonly-fp16.safetensors"],
        ["diffusion_models"] = ["flux1-dev.safetensors", "flux1-schnell.safetensors"],
        ["vae"] = ["ae.safetensors"],
        ["text_encoders"] = ["clip_l.safetensors", "t5xxl_fp16.safetensors", "t5xxl_fp8_e4m3fn.safetensors"],
        ["loras"] = ["detail.safetensors"],
    };

    /// <summary>Called when the <c>die</c> fault strikes. Null: the listener and all sockets are cut, the process lives.</summary>
    internal Action? Die { get; set; }
}
