using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>Checks the inputs of an output node and of everything it depends on; each node once.</summary>
internal sealed class InputValidator(Graph graph, NodeWorld world)
{
    private readonly Dictionary<string, List<JsonObject>> checkedNodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> failedBelow = new(StringComparer.Ordinal);
    private readonly List<string> path = [];

    public JsonObject NodeErrors { get; } = [];

    public bool IsValidOutput(string output)
    {
        bool valid;
        try
        {
            valid = IsValid(output);
        }
        catch (BrokenLinkException broken)
        {
            path.Clear();
            valid = false;
            checkedNodes[output] = [broken.AtOutput()];
        }

        if (!valid)
        {
            Blame(output);
        }

        return valid;
    }

    private bool IsValid(string id)
    {
        if (checkedNodes.TryGetValue(id, out var known))
        {
            return known.Count == 0 && !failedBelow.Contains(id);
        }

        if (path.Contains(id))
        {
            BlameCycle(id);
            return false;
        }

        path.Add(id);
        var errors = new List<JsonObject>();
        var valid = CheckInputs(graph[id], errors);
        path.RemoveAt(path.Count - 1);
        if (!checkedNodes.TryAdd(id, errors))
        {
            return false;
        }

        if (!valid && errors.Count == 0)
        {
            failedBelow.Add(id);
        }

        return valid && errors.Count == 0;
    }

    private bool CheckInputs(GraphNode node, List<JsonObject> errors)
    {
        var given = node.Inputs ?? throw new MalformedPromptException($"Node {node.Id} has no inputs.");
        var valid = true;
        foreach (var input in node.Type.Inputs)
        {
            if (!given.TryGetPropertyValue(input.Name, out var value))
            {
                if (!input.IsOptional)
                {
                    errors.Add(PromptError.Of(
                        "required_input_missing", "Required input is missing", input.Name, new { InputName = input.Name }));
                }
            }
            else if (value is JsonArray link)
            {
                valid &= CheckLink(node, input, link, errors);
            }
            else if (InputValue.Check(node, input, world) is { } error)
            {
                errors.Add(error);
            }
        }

        return valid;
    }

    private bool CheckLink(GraphNode node, NodeInput input, JsonArray value, List<JsonObject> errors)
    {
        if (value.Count != 2)
        {
            errors.Add(PromptError.Of(
                "bad_linked_input",
                "Bad linked input, must be a length-2 list of [node_id, slot_index]",
                input.Name,
                new { InputName = input.Name, InputConfig = ObjectInfo.ConfigOf(node.Type, input, world), ReceivedValue = value }));
            return true;
        }

        var source = graph.Find(value[0]?.ToString() ?? "") ?? throw BrokenLinkException.NoNode(value[0]?.ToString());
        var slot = Link.From(value)?.Slot ?? -1;
        if (slot < 0 || slot >= source.Type.Outputs.Count)
        {
            throw BrokenLinkException.NoSlot();
        }

        var received = source.Type.Outputs[slot].Type;
        if (!Fits(received, input.Type))
        {
            errors.Add(Mismatch(node, input, received, value));
            return true;
        }

        return CheckSource(node, input, source.Id, value, out var inner) || Fail(source.Id, inner);
    }

    private bool CheckSource(GraphNode node, NodeInput input, string source, JsonArray link, out JsonObject? inner)
    {
        inner = null;
        var depth = path.Count;
        try
        {
            return IsValid(source);
        }
        catch (BrokenLinkException broken)
        {
            path.RemoveRange(depth, path.Count - depth);
            inner = broken.AtInput(input.Name, ObjectInfo.ConfigOf(node.Type, input, world), link);
            return false;
        }
    }

    private bool Fail(string source, JsonObject? error)
    {
        if (error is not null)
        {
            checkedNodes[source] = [error];
        }

        return false;
    }

    private JsonObject Mismatch(GraphNode node, NodeInput input, string received, JsonArray link) => PromptError.Of(
        "return_type_mismatch",
        "Return type mismatch between linked nodes",
        $"{input.Name}, received_type({received}) mismatch input_type({input.Type})",
        new
        {
            InputName = input.Name,
            InputConfig = ObjectInfo.ConfigOf(node.Type, input, world),
            ReceivedType = received,
            LinkedNode = link,
        });

    private static bool Fits(string received, string wanted) => received == wanted || received == "*" || wanted is "*" or NodeInput.Combo;

    private void BlameCycle(string id)
    {
        var cycle = path[path.IndexOf(id)..];
        string Name(string node) => $"{node} ({graph[node].Type.Name})";
        var details = string.Join(" -> ", cycle.Append(id).Select(Name));
        foreach (var member in cycle)
        {
            checkedNodes[member] =
                [PromptError.Of("dependency_cycle", "Dependency cycle detected", details, new { NodeId = member, CycleNodes = cycle })];
        }
    }

    private void Blame(string output)
    {
        foreach (var (id, errors) in checkedNodes.Where(entry => entry.Value.Count > 0))
        {
            if (NodeErrors[id] is null)
            {
                NodeErrors[id] = new JsonObject
                {
                    ["errors"] = new JsonArray([.. errors.Select(error => error.DeepClone())]),
                    ["dependent_outputs"] = new JsonArray(),
                    ["class_type"] = graph[id].Type.Name,
                };
            }

            NodeErrors[id]!["dependent_outputs"]!.AsArray().Add(output);
        }
    }
}
