using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads why ComfyUI refused a graph, or a part of it.</summary>
internal static class ComfyUiRefusal
{
    private const int LongestMessage = 500;

    /// <summary>Null when the graph was taken whole.</summary>
    public static RenderFault? Read(JsonElement answer)
    {
        // The top error only says that something is wrong; the nodes say what. Some errors name no node.
        if (answer.TryGetProperty("node_errors", out var nodes) && nodes.ValueKind == JsonValueKind.Object && nodes.EnumerateObject().Any())
        {
            return ReadNodes([.. nodes.EnumerateObject().Select(ReadNode)]);
        }

        return answer.TryGetProperty("error", out var error) ? ReadTop(error) : null;
    }

    /// <summary>The first node is the one to blame; all are told of, each with its name when there are several.</summary>
    private static RenderFault ReadNodes(IReadOnlyList<RenderFault> nodes)
    {
        var message = nodes.Count == 1
            ? nodes[0].Message
            : string.Join(" ", nodes.Select(node => $"Node {node.NodeId} ({node.ClassType}): {node.Message.TrimEnd('.')}."));
        return new(nodes[0].Code, message, nodes[0].NodeId, nodes[0].ClassType);
    }

    private static RenderFault ReadNode(JsonProperty node)
    {
        var classType = node.Value.TextOf("class_type");
        var errors = node.Value.ValueKind == JsonValueKind.Object && node.Value.TryGetProperty("errors", out var listed) &&
            listed.ValueKind == JsonValueKind.Array
                ? listed.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).ToList()
                : [];
        if (errors.Count == 0)
        {
            return new(FaultCodes.Validation, $"ComfyUI refused the node {node.Name}.", node.Name, classType);
        }

        var error = errors[0];
        var isModel = error.TextOf("type") == "value_not_in_list" &&
            GraphNeeds.IsModelFile(classType ?? "", Info(error, "input_name"), Info(error, "received_value"));
        return new(isModel ? FaultCodes.MissingModel : FaultCodes.Validation, string.Join("; ", errors.Select(MessageOf)), node.Name,
            classType);
    }

    private static RenderFault ReadTop(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return new(FaultCodes.Validation, "ComfyUI refused the workflow.");
        }

        var extra = error.TryGetProperty("extra_info", out var info) && info.ValueKind == JsonValueKind.Object ? info : default;
        // Servers before v0.11.1 say "invalid_prompt" of a class that they do not have.
        var isClass = error.TextOf("type") is "missing_node_type" || (error.TextOf("type") is "invalid_prompt" &&
            error.TextOf("message")?.Contains("does not exist", StringComparison.Ordinal) == true);
        return new(isClass ? FaultCodes.MissingNode : FaultCodes.Validation, MessageOf(error), extra.TextOf("node_id"),
            extra.TextOf("class_type"));
    }

    private static string Info(JsonElement error, string property) =>
        error.TryGetProperty("extra_info", out var extra) && extra.ValueKind == JsonValueKind.Object ? extra.TextOf(property) ?? "" : "";

    private static string MessageOf(JsonElement error)
    {
        var parts = new[] { error.TextOf("message"), error.TextOf("details") }.Where(part => !string.IsNullOrWhiteSpace(part));
        var message = string.Join(": ", parts);
        return message.Length <= LongestMessage ? message : $"{ForeignText.Clean(message, LongestMessage)}...";
    }
}
