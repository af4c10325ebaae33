using System.ComponentModel;

namespace ArtEngine.ComfySimulator;

/// <summary>The built-in ComfyUI simulator, for trying things out in Development.</summary>
/// <remarks>What is not browsable is for its own command line, when it runs alone, and for tests.</remarks>
public sealed class SimulatorOptions
{
    /// <summary>The configuration section read when the simulator runs alone.</summary>
    public const string Section = "Simulator";

    /// <summary>Where to listen; port 0 takes any free one. Loopback, unless another address is asked for here.</summary>
    [Browsable(false)]
    public string Url { get; set; } = "http://127.0.0.1:0";

    /// <summary>Holds <c>output</c>, <c>input</c> and <c>temp</c>. Null: a temporary folder that is deleted at stop.</summary>
    [Browsable(false)]
    public string? OutputDirectory { get; set; }

    /// <summary>Time of one sampler step.</summary>
    public TimeSpan StepTime { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Time of loading a model, once for each: loaded models stay in the node cache.</summary>
    public TimeSpan LoadTime { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long after <c>execution_success</c> the history entry appears: the gap real servers have.</summary>
    [Browsable(false)]
    public TimeSpan HistoryLag { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Whether samplers send a small preview with each step.</summary>
    public bool Previews { get; set; } = true;

    /// <summary>The longer side of a preview in pixels.</summary>
    [Browsable(false)]
    public int PreviewSize { get; set; } = 192;

    /// <summary>
    /// Adds the <c>/simulator/*</c> routes that switch faults and show the log of renders. Off inside another process
    /// unless asked for; on when the simulator runs alone.
    /// </summary>
    [Browsable(false)]
    public bool Control { get; set; }

    /// <summary>Adds the nodes of the protocol captures: sleep, fail, odd outputs, a blocked branch.</summary>
    [Browsable(false)]
    public bool TestNodes { get; set; } = true;

    /// <summary>How many results of nodes are kept for graphs that have the same nodes; the oldest goes first.</summary>
    [Browsable(false)]
    public int CachedResults { get; set; } = 2_000;

    /// <summary>A request body above this many bytes is answered with 413.</summary>
    [Browsable(false)]
    public long MaxUploadSize { get; set; } = 100L * 1024 * 1024;

    /// <summary>The version <c>/system_stats</c> tells.</summary>
    [Browsable(false)]
    public string Version { get; set; } = "0.33.0";

    /// <summary>
    /// What the model folders hold, by folder name. A model not listed here is refused as ComfyUI refuses a missing file.
    /// </summary>
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
