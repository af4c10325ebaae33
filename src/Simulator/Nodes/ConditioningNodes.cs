using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Words on their way to a sampler.</summary>
internal static class ConditioningNodes
{
    private const string Category = "model/conditioning";
    private const string Prompt = """{"multiline": true, "dynamicPrompts": true}""";
    private const string FluxModule = "comfy_extras.nodes_flux";

    public static IReadOnlyList<NodeType> All { get; } =
    [
        new("CLIPTextEncode", Category)
        {
            Title = "CLIP Text Encode (Prompt)",
            Inputs = [Text("text", hints: Prompt, tooltip: "What the picture should show."), Link("clip", "CLIP", "Encodes the text.")],
            Outputs = ["CONDITIONING"],
            Run = NodeType.Pure(call => new Conditioning(call.Text("text"))),
        },
        new("CLIPTextEncodeFlux", Category + "/flux")
        {
            Module = FluxModule,
            IsModern = true,
            Inputs = [Link("clip", "CLIP"), Text("clip_l", hints: Prompt), Text("t5xxl", hints: Prompt), Guidance],
            Outputs = ["CONDITIONING"],
            Run = NodeType.Pure(call => new Conditioning(call.Text("t5xxl") is { Length: > 0 } text ? text : call.Text("clip_l"))),
        },
        new("FluxGuidance", Category + "/flux")
        {
            Module = FluxModule,
            IsModern = true,
            Inputs = [Link("conditioning", "CONDITIONING"), Guidance],
            Outputs = ["CONDITIONING"],
            Run = NodeType.Pure(call => call.Get<Conditioning>("conditioning")),
        },
        new("ConditioningZeroOut", Category + "/transform")
        {
            Title = "Conditioning Zero Out",
            Inputs = [Link("conditioning", "CONDITIONING")],
            Outputs = ["CONDITIONING"],
            Run = NodeType.Pure(_ => new Conditioning("")),
        },
        new("ConditioningCombine", Category + "/transform")
        {
            Title = "Conditioning (Combine)",
            Inputs = [Link("conditioning_1", "CONDITIONING"), Link("conditioning_2", "CONDITIONING")],
            Outputs = ["CONDITIONING"],
            Run = NodeType.Pure(call => new Conditioning(
                $"{call.Get<Conditioning>("conditioning_1").Words} {call.Get<Conditioning>("conditioning_2").Words}")),
        },
        new("CLIPSetLastLayer", Category)
        {
            Title = "CLIP Set Last Layer",
            Inputs = [Link("clip", "CLIP"), Int("stop_at_clip_layer", -1, -24, -1, """{"step": 1}""")],
            Outputs = ["CLIP"],
            Run = NodeType.Pure(call => call.Get<Model>("clip")),
        },
    ];

    private static NodeInput Guidance => Float("guidance", 3.5, 0, 100, """{"step": 0.1}""");
}
