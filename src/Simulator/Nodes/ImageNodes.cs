using ArtEngine.ComfySimulator.Painting;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Pictures to pictures. Solid colours come out exact; resampling is simpler than the real one.</summary>
internal static class ImageNodes
{
    private const string PostModule = "comfy_extras.nodes_post_processing";
    private const string ExtraModule = "comfy_extras.nodes_images";
    private static readonly string[] UpscaleMethods = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"];

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("EmptyImage", "image")
        {
            Title = "Empty Image",
            Inputs =
            [
                Int("width", 512, 1, 16384, """{"step": 1}"""), Int("height", 512, 1, 16384, """{"step": 1}"""),
                Int("batch_size", 1, 1, 4096), Int("color", 0, 0, 0xFFFFFF, """{"step": 1, "display": "color"}"""),
            ],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(Empty),
        },
        new("ImageInvert", "image/color")
        {
            Title = "Invert Image Colors",
            Inputs = [Link("image", "IMAGE")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Images>("image").Map(picture => new Inverted(picture))),
        },
        new("ImageScale", "image/transform")
        {
            Title = "Upscale Image",
            Inputs =
            [
                Link("image", "IMAGE"), OneOf("upscale_method", UpscaleMethods),
                Int("width", 512, 0, 16384, """{"step": 1}"""), Int("height", 512, 0, 16384, """{"step": 1}"""),
                OneOf("crop", "disabled", "center"),
            ],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Images>("image").Map(picture => Resize(call, picture))),
        },
        new("ImageScaleBy", "image/transform")
        {
            Title = "Upscale Image By",
            Inputs = [Link("image", "IMAGE"), OneOf("upscale_method", UpscaleMethods),
                Float("scale_by", 1.0, 0.01, 8, """{"step": 0.01}""")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Images>("image").Map(picture => ScaleBy(call, picture))),
        },
        new("ImageBlend", "image/filter")
        {
            Title = "Blend Images",
            Module = PostModule,
            IsModern = true,
            Inputs =
            [
                Link("image1", "IMAGE"), Link("image2", "IMAGE"), Float("blend_factor", 0.5, 0, 1, """{"step": 0.01}"""),
                OneOf("blend_mode", "normal", "multiply", "screen", "overlay", "soft_light", "difference"),
            ],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(Blend),
        },
        new("ImageBlur", "image/filter")
        {
            Title = "Blur Image",
            Module = PostModule,
            IsModern = true,
            Inputs = [Link("image", "IMAGE"), Int("blur_radius", 1, 1, 31, """{"step": 1}"""),
                Float("sigma", 1.0, 0.1, 10, """{"step": 0.1}""")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Images>("image").Map(picture => Blur(picture, call.Int("blur_radius")))),
        },
        new("ImageBatch", "image/batch")
        {
            Title = "Batch Images",
            IsDeprecated = true,
            Inputs = [Link("image1", "IMAGE"), Link("image2", "IMAGE")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(Batch),
        },
        new("ImageCrop", "image/transform")
        {
            Title = "Crop Image",
            Module = ExtraModule,
            IsModern = true,
            Inputs =
            [
                Link("image", "IMAGE"), Int("width", 512, 1, 16384, """{"step": 1}"""), Int("height", 512, 1, 16384, """{"step": 1}"""),
                Int("x", 0, 0, 16384, """{"step": 1}"""), Int("y", 0, 0, 16384, """{"step": 1}"""),
            ],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => call.Get<Images>("image").Map(picture => Crop(call, picture))),
        },
        new("ImagePadForOutpaint", "image/transform")
        {
            Title = "Pad Image for Outpainting",
            Inputs =
            [
                Link("image", "IMAGE"), Int("left", 0, 0, 16384, """{"step": 8}"""), Int("top", 0, 0, 16384, """{"step": 8}"""),
                Int("right", 0, 0, 16384, """{"step": 8}"""), Int("bottom", 0, 0, 16384, """{"step": 8}"""),
                Int("feathering", 40, 0, 16384, """{"step": 1, "advanced": true}"""),
            ],
            Outputs = ["IMAGE", "MASK"],
            Run = Pad,
        },
    ];

    private static Images Empty(NodeCall call)
    {
        var picture = new Solid(call.Int("width"), call.Int("height"), call.Int("color"));
        return new Images([.. Enumerable.Repeat(picture, call.Int("batch_size"))]);
    }

    private static Raster Resize(NodeCall call, Raster picture)
    {
        var (width, height) = Dimensions.Fill(picture, call.Int("width"), call.Int("height"));
        var source = call.Text("crop") == "center" ? CutTo(picture, (double)width / height) : picture;
        return Scaled.To(source, width, height, call.Text("upscale_method") != "nearest-exact");
    }

    private static Placed CutTo(Raster picture, double ratio)
    {
        var width = Math.Min(picture.Width, Scaled.Side(picture.Height * ratio));
        var height = Math.Min(picture.Height, Scaled.Side(picture.Width / ratio));
        return new Placed(picture, (width - picture.Width) / 2, (height - picture.Height) / 2, width, height);
    }

    private static Raster ScaleBy(NodeCall call, Raster picture)
    {
        var by = call.Float("scale_by");
        return Scaled.To(
            picture, Scaled.Side(picture.Width * by), Scaled.Side(picture.Height * by), call.Text("upscale_method") != "nearest-exact");
    }

    private static Images Blend(NodeCall call)
    {
        var (below, above) = (call.Get<Images>("image1"), call.Get<Images>("image2"));
        var mode = call.Text("blend_mode") switch
        {
            "multiply" => BlendMode.Multiply,
            "screen" => BlendMode.Screen,
            "difference" => BlendMode.Difference,
            _ => BlendMode.Normal,
        };
        var frames = below.Frames.Select((frame, index) =>
            new Blended(frame, above.Frames[Math.Min(index, above.Frames.Count - 1)], call.Float("blend_factor"), mode));
        return below with { Frames = [.. frames] };
    }

    private static Raster Blur(Raster picture, int radius)
    {
        var small = Scaled.To(picture, Scaled.Side(picture.Width / (radius + 1.0)), Scaled.Side(picture.Height / (radius + 1.0)));
        return Scaled.To(small, picture.Width, picture.Height);
    }

    private static Images Batch(NodeCall call)
    {
        var (first, second) = (call.Get<Images>("image1"), call.Get<Images>("image2"));
        var (width, height) = (first.Frames[0].Width, first.Frames[0].Height);
        return first with { Frames = [.. first.Frames, .. second.Frames.Select(frame => Scaled.To(frame, width, height))] };
    }

    private static Placed Crop(NodeCall call, Raster picture)
    {
        var x = Math.Min(call.Int("x"), picture.Width - 1);
        var y = Math.Min(call.Int("y"), picture.Height - 1);
        return new Placed(picture, -x, -y, Math.Min(call.Int("width"), picture.Width - x),
            Math.Min(call.Int("height"), picture.Height - y));
    }

    private static ValueTask<NodeResult> Pad(NodeCall call)
    {
        var (left, top) = (call.Int("left"), call.Int("top"));
        var images = call.Get<Images>("image");
        var width = images.Frames[0].Width + left + call.Int("right");
        var height = images.Frames[0].Height + top + call.Int("bottom");
        var kept = new Solid(images.Frames[0].Width, images.Frames[0].Height, 0);
        var padded = images.Map(picture => new Placed(picture, left, top, width, height));
        return ValueTask.FromResult(NodeResult.Of(padded, new Mask(new Placed(kept, left, top, width, height, outside: 255))));
    }
}
