using static ArtEngine.ComfySimulator.Nodes.NodeInput;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>One value each.</summary>
internal static class PrimitiveNodes
{
    public static IReadOnlyList<NodeType> All { get; } =
    [
        Value("PrimitiveInt", "Int", "INT", Int("value", null, -long.MaxValue, long.MaxValue, """{"control_after_generate": "fixed"}""")),
        Value("PrimitiveFloat", "Float", "FLOAT", Float("value", null, -long.MaxValue, long.MaxValue, """{"step": 0.1}""")),
        Value("PrimitiveString", "Text", "STRING", Text("value", hints: """{"multiline": false}""")),
        Value("PrimitiveStringMultiline", "Text (Multiline)", "STRING", Text("value", hints: """{"multiline": true}""")),
        Value("PrimitiveBoolean", "Boolean", "BOOLEAN", Bool("value")),
    ];

    private static NodeType Value(string name, string title, string type, NodeInput input) => new(name, "utilities/primitive")
    {
        Title = title,
        Module = "comfy_extras.nodes_primitive",
        IsModern = true,
        Inputs = [input],
        Outputs = [type],
        Run = NodeType.Pure(call => call.Inputs["value"]),
    };
}
