using System.Globalization;
using static ArtEngine.IntegrationTests.Workflows.WildGraph;

namespace ArtEngine.IntegrationTests.Workflows;

/// <summary>Fifty graphs with the shapes and classes that people share: pictures, videos, sound and shapes, from 2 to 300 nodes.</summary>
internal static class WildGraphs
{
    private static readonly Func<int, string>[] Ids =
    [
        number => number.ToString(CultureInfo.InvariantCulture),
        number => $"57:58:{number}",
        number => $"{200 + number}",
        number => $"node-{number}",
        number => $"{number}:{number % 7}",
    ];

    private static readonly string[] Seeds = ["18446744073709551615", "0", "1125899906842624", "9007199254740993", "42"];
    private static readonly string[] Scales = ["7.50", "8", "1.0", "1e-05", "0.30000000000000004", "3.5E+1"];
    private static readonly string[] Texts =
        ["a cat", "masterpiece, (best:1.2), {red|blue}", "日本語 — \u00e9", "line\nbreak \"quoted\" \\ back", "100% <lora:x:0.8>"];

    public static IReadOnlyList<WildGraph> All { get; } = [.. Enumerable.Range(0, 50).Select(Make)];

    private static WildGraph Make(int number)
    {
        var graph = new WildGraph($"wild {number:00}", Ids[number % Ids.Length]);
        Action<WildGraph, int>[] kinds =
            [Smallest, Picture, HighResolution, Flux, Video, Audio, Shape, ControlNets, Loras, PreviewOnly];
        kinds[number % kinds.Length](graph, number);
        return graph;
    }

    private static void Smallest(WildGraph graph, int number)
    {
        var image = graph.Add("EmptyImage", ("width", "64"), ("height", "64"), ("color", $"{number}"));
        graph.Output = graph.Add("SaveImage", ("filename_prefix", Text("small")), ("images", To(image)));
    }

    private static void Picture(WildGraph graph, int number) =>
        graph.Output = Save(graph, Decode(graph, Sample(graph, number, Checkpoint(graph)), Checkpoint(graph)), "picture");

    /// <summary>The first saver keeps a small picture; the second one is what it is about.</summary>
    private static void HighResolution(WildGraph graph, int number)
    {
        var model = Checkpoint(graph);
        var first = Sample(graph, number, model);
        Save(graph, Decode(graph, first, model), "low");
        var large = graph.Add("LatentUpscaleBy", ("samples", To(first)), ("upscale_method", Text("nearest-exact")), ("scale_by", "1.50"));
        var second = graph.Add("KSampler", [.. SamplerInputs(graph, number, model), ("latent_image", To(large))]);
        graph.Output = Save(graph, Decode(graph, second, model), "high");
        graph.Add("PreviewImage", ("images", To(Decode(graph, second, model))));
    }

    private static void Flux(WildGraph graph, int number)
    {
        var model = graph.Add("UNETLoader", ("unet_name", Text("flux/flux1-dev.safetensors")), ("weight_dtype", Text("default")));
        var clip = graph.Add("DualCLIPLoader",
            ("clip_name1", Text("t5xxl.safetensors")), ("clip_name2", Text("clip_l.safetensors")), ("type", Text("flux")));
        var vae = graph.Add("VAELoader", ("vae_name", Text("ae.safetensors")));
        var prompt = graph.Add("CLIPTextEncode", ("text", Text(Texts[number % 5])), ("clip", To(clip)));
        var guided = graph.Add("FluxGuidance", ("guidance", Scales[number % 6]), ("conditioning", To(prompt)));
        var guider = graph.Add("BasicGuider", ("model", To(model)), ("conditioning", To(guided)));
        var noise = graph.Add("RandomNoise", ("noise_seed", Seeds[number % 5]));
        var sampled = graph.Add("SamplerCustomAdvanced", ("noise", To(noise)), ("guider", To(guider)));
        graph.Output = Save(graph, graph.Add("VAEDecode", ("samples", To(sampled)), ("vae", To(vae))), "flux");
    }

    private static void Video(WildGraph graph, int number)
    {
        var model = graph.Add("UNETLoader", ("unet_name", Text("wan2.2_14B.safetensors")), ("weight_dtype", Text("fp8_e4m3fn")));
        var shifted = graph.Add("ModelSamplingSD3", ("shift", "8.000000000000002"), ("model", To(model)));
        var frames = Decode(graph, Sample(graph, number, shifted), Checkpoint(graph));
        Save(graph, graph.Add("ImageFromBatch", ("image", To(frames)), ("batch_index", "0"), ("length", "1")), "frame");
        graph.Output = number % 20 < 10
            ? graph.Add("VHS_VideoCombine", ("images", To(graph.Add("RIFE VFI", ("frames", To(frames)), ("multiplier", "2")))),
                ("frame_rate", "16"), ("filename_prefix", Text("video/wan")), ("format", Text("video/h264-mp4")), ("save_output", "true"))
            : graph.Add("SaveVideo", ("video", To(graph.Add("CreateVideo", ("images", To(graph.Add("ImageScaleBy", ("image", To(frames)),
                ("scale_by", "2.0")))), ("fps", "24.0")))), ("filename_prefix", Text("video/hunyuan")), ("codec", Text("auto")));
    }

    private static void Audio(WildGraph graph, int number)
    {
        var words = graph.Add("TextEncodeAceStepAudio", ("tags", Text(Texts[number % 5])), ("lyrics", Text("[verse]\nla la")),
            ("lyrics_strength", "0.9900000000000001"), ("clip", To(Checkpoint(graph), 1)));
        var latent = graph.Add("EmptyAceStepLatentAudio", ("seconds", "120.0"), ("batch_size", "1"));
        var sampled = graph.Add("KSampler", ("seed", Seeds[number % 5]), ("steps", "50"), ("cfg", "5"), ("sampler_name", Text("euler")),
            ("positive", To(words)), ("latent_image", To(latent)));
        var audio = graph.Add("VAEDecodeAudio", ("samples", To(sampled)));
        graph.Output = graph.Add("SaveAudioMP3", ("filename_prefix", Text("audio/x")), ("quality", Text("V0")), ("audio", To(audio)));
    }

    private static void Shape(WildGraph graph, int number)
    {
        var image = graph.Add("EmptyImage", ("width", "512"), ("height", "512"), ("color", "16777215"));
        var view = graph.Add("CLIPVisionEncode", ("clip_vision", To(Checkpoint(graph), 1)), ("image", To(image)));
        var voxel = graph.Add("VAEDecodeHunyuan3D", ("samples", To(view)), ("num_chunks", "8000"), ("octree_resolution", $"{number}"));
        graph.Output = graph.Add("SaveGLB", ("mesh", To(graph.Add("VoxelToMesh", ("voxel", To(voxel)), ("threshold", "-0.0")))),
            ("filename_prefix", Text("mesh/x")));
        graph.Add("PreviewImage", ("images", To(image)));
    }

    private static void ControlNets(WildGraph graph, int number)
    {
        var model = Checkpoint(graph);
        var prompt = graph.Add("CLIPTextEncode", ("text", Text(Texts[number % 5])), ("clip", To(model, 1)));
        for (var i = 0; i < (number / 10) + 1; i++)
        {
            var net = graph.Add("ControlNetLoader", ("control_net_name", Text($"control\\{i}.safetensors")));
            var image = graph.Add("EmptyImage", ("width", "64"), ("height", "64"), ("color", "0"));
            prompt = graph.Add("ControlNetApplyAdvanced", ("strength", Scales[i]), ("start_percent", "0"), ("end_percent", "1.000"),
                ("positive", To(prompt)), ("control_net", To(net)), ("image", To(image)));
        }

        var sampled = graph.Add("KSampler", [.. SamplerInputs(graph, number, model), ("conditioning", To(prompt))]);
        graph.Output = graph.Add("Image Save", ("images", To(Decode(graph, sampled, model))), ("output_path", Text("[time(%Y-%m-%d)]")));
        graph.Add("ShowText|pysssss", ("text", To(prompt)), ("text_0", Text("x")));
    }

    /// <summary>A long chain: up to 300 nodes.</summary>
    private static void Loras(WildGraph graph, int number)
    {
        var model = Checkpoint(graph);
        var chain = model;
        for (var i = 0; i < (number == 48 ? 294 : number * 3); i++)
        {
            chain = graph.Add("LoraLoader", ("lora_name", Text($"style/{i % 9}.safetensors")), ("strength_model", Scales[i % 6]),
                ("strength_clip", "1"), ("model", To(chain)), ("clip", To(chain, 1)));
        }

        graph.Output = Save(graph, Decode(graph, Sample(graph, number, chain), model), "loras");
    }

    private static void PreviewOnly(WildGraph graph, int number) =>
        graph.Output = graph.Add("PreviewImage", ("images", To(Decode(graph, Sample(graph, number, Checkpoint(graph)), Checkpoint(graph)))));

    private static string Checkpoint(WildGraph graph) => graph.Nodes.FirstOrDefault(node => node.ClassType == "CheckpointLoaderSimple").Id
        ?? graph.Add("CheckpointLoaderSimple", ("ckpt_name", Text("SDXL\\base 1.0.safetensors")));

    private static string Sample(WildGraph graph, int number, string model)
    {
        var latent = graph.Add("EmptyLatentImage", ("width", "1024"), ("height", "768"), ("batch_size", "1"));
        return graph.Add("KSampler", [.. SamplerInputs(graph, number, model), ("latent_image", To(latent))]);
    }

    private static (string Name, string Json)[] SamplerInputs(WildGraph graph, int number, string model)
    {
        var prompt = graph.Add("CLIPTextEncode", ("text", Text(Texts[number % 5])), ("clip", To(Checkpoint(graph), 1)));
        return
        [
            ("seed", Seeds[number % 5]), ("steps", "20"), ("cfg", Scales[number % 6]), ("sampler_name", Text("euler")),
            ("scheduler", Text("karras")), ("denoise", "0.55"), ("model", To(model)), ("positive", To(prompt)),
        ];
    }

    private static string Decode(WildGraph graph, string samples, string model) =>
        graph.Add("VAEDecode", ("samples", To(samples)), ("vae", To(model, 2)));

    private static string Save(WildGraph graph, string images, string prefix) =>
        graph.Add("SaveImage", ("filename_prefix", Text(prefix)), ("images", To(images)));
}
