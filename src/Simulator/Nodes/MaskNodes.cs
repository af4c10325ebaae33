using ArtEngine.ComfySimulator.Painting;
using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

internal static class MaskNodes
{
    private const string Module = "comfy_extras.nodes_mask";

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("SolidMask", "image/mask")
        {
            Title = "Solid Mask",
            Module = Module,
            IsModern = true,
            Inputs =
            [
                Float("value", 1.0, 0, 1, """{"step": 0.01}"""), Int("width", 512, 1, 16384, """{"step": 1}"""),
                Int("height", 512, 1, 16384, """{"step": 1}"""),
            ],
            Outputs = ["MASK"],
            Run = NodeType.Pure(call => new Mask(Solid.Grey(call.Int("width"), call.Int("height"), call.Float("value")))),
        },
        new("MaskToImage", "image/mask")
        {
            Title = "Convert Mask to Image",
            Module = Module,
            IsModern = true,
            Inputs = [Link("mask", "MASK")],
            Outputs = ["IMAGE"],
            Run = NodeType.Pure(call => new Images([call.Get<Mask>("mask").Cover])),
        },
        new("InvertMask", "image/mask")
        {
            Title = "Invert Mask",
            Module = Module,
            IsModern = true,
            Inputs = [Link("mask", "MASK")],
            Outputs = ["MASK"],
            Run = NodeType.Pure(call => new Mask(new Inverted(call.Get<Mask>("mask").Cover))),
        },
    ];
}
