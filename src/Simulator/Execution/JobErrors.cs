using ArtEngine.ComfySimulator.Graphs;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>The data of <c>execution_error</c>.</summary>
internal static class JobErrors
{
    public static object Describe(
        PromptItem item, GraphNode node, IReadOnlyDictionary<string, object?> inputs, IReadOnlyList<string> executed,
        NodeFailedException failure, long timestamp) => new
        {
            PromptId = item.Id,
            NodeId = node.Id,
            NodeType = node.Type.Name,
            Executed = executed,
            ExceptionMessage = failure.Type == NodeFailedException.OutOfMemoryType ? failure.Message : failure.Message + "\n",
            ExceptionType = failure.Type,
            Traceback = new[]
            {
                "  File \"/simulator/execution.py\", line 545, in execute\n",
                $"  File \"/simulator/nodes.py\", line 1, in {node.Type.Name}\n",
            },
            CurrentInputs = Inputs(item, node, inputs),
            CurrentOutputs = item.Graph.Ids,
            Timestamp = timestamp,
        };

    private static Dictionary<string, object?[]> Inputs(PromptItem item, GraphNode node, IReadOnlyDictionary<string, object?> inputs)
    {
        var shown = inputs.ToDictionary(input => input.Key, input => new[] { Shown(input.Value) });
        if (node.Type.SeesGraph)
        {
            shown["prompt"] = [item.GraphText.Text];
            shown["extra_pnginfo"] = [item.Pnginfo?.ToJsonString()];
        }

        return shown;
    }

    private static object? Shown(object? value) => value switch
    {
        null or string or bool or decimal => value,
        Images images => $"tensor({images.Frames.Count}x{images.Frames[0].Height}x{images.Frames[0].Width}x3)",
        _ => value.ToString(),
    };
}
