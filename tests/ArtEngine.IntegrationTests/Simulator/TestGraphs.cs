namespace ArtEngine.IntegrationTests.Simulator;

/// <summary>Workflows in API format.</summary>
internal static class TestGraphs
{
    public static string TextToImage(
        string words = "a quiet harbour", string seed = "42", int width = 96, int height = 64, int steps = 2, string prefix = "test") =>
        $$$"""
        {
          "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd_xl_base_1.0.safetensors"}},
          "2": {"class_type": "EmptyLatentImage", "inputs": {"width": {{{width}}}, "height": {{{height}}}, "batch_size": 1}},
          "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{{words}}}", "clip": ["1", 1]}},
          "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "", "clip": ["1", 1]}},
          "5": {"class_type": "KSampler", "inputs": {"seed": {{{seed}}}, "steps": {{{steps}}}, "cfg": 7.0, "sampler_name": "euler",
                "scheduler": "normal", "denoise": 1.0, "model": ["1", 0], "positive": ["3", 0], "negative": ["4", 0], "latent_image": ["2",
                    0]}},
          "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
          "9": {"class_type": "SaveImage", "inputs": {"images": ["6", 0], "filename_prefix": "{{{prefix}}}"}}
        }
        """;

    public static string Flux(int width = 128, int height = 64) =>
        $$$"""
        {
          "1": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors", "weight_dtype": "default"}},
          "2": {"class_type": "DualCLIPLoader", "inputs": {"clip_name1": "t5xxl_fp16.safetensors", "clip_name2": "clip_l.safetensors", "type": "flux"}},
          "3": {"class_type": "VAELoader", "inputs": {"vae_name": "ae.safetensors"}},
          "4": {"class_type": "CLIPTextEncode", "inputs": {"text": "northern lights", "clip": ["2", 0]}},
          "5": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["4", 0]}},
          "6": {"class_type": "BasicGuider", "inputs": {"model": ["1", 0], "conditioning": ["5", 0]}},
          "7": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
          "8": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 2, "denoise": 1.0, "model": ["1", 0]}},
          "9": {"class_type": "RandomNoise", "inputs": {"noise_seed": 18446744073709551615}},
          "10": {"class_type": "EmptySD3LatentImage", "inputs": {"width": {{{width}}}, "height": {{{height}}}, "batch_size": 2}},
          "11": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["9", 0], "guider": ["6", 0], "sampler": ["7",
              0], "sigmas": ["8", 0], "latent_image": ["10", 0]}},
          "12": {"class_type": "VAEDecode", "inputs": {"samples": ["11", 0], "vae": ["3", 0]}},
          "13": {"class_type": "ImageScaleBy", "inputs": {"upscale_method": "lanczos", "scale_by": 1.5, "image": ["12", 0]}},
          "14": {"class_type": "SaveImage", "inputs": {"images": ["13", 0], "filename_prefix": "flux/pic"}}
        }
        """;

    public static string Plain(int colour = 0x3366CC, int width = 32, int height = 24) =>
        $$$"""
        {
          "1": {"class_type": "EmptyImage", "inputs": {"width": {{{width}}}, "height": {{{height}}}, "batch_size": 1, "color": {{{colour}}}}},
          "9": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "plain"}}
        }
        """;
}
