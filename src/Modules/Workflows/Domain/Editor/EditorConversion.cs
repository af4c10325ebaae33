using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>Makes a file of ComfyUI's editor into the graph that the editor itself would export.</summary>
/// <param name="classes">What servers say of node classes.</param>
internal sealed class EditorConversion(IReadOnlyDictionary<string, NodeClass> classes)
{
    private const int MaxTold = 20;

    /// <summary>Servers that do not answer in time say nothing, either.</summary>
    private const string Unheard =
        "no ComfyUI server has said that it has this class: install it, or try again when the servers answer.";

    private readonly List<(EditorNode Node, NodeProblem Problem)> _problems = [];
    private readonly Dictionary<string, Converted> _nodes = new(StringComparer.Ordinal);
    private int _subgraphs;

    /// <summary>The graph in API format.</summary>
    /// <exception cref="BrokenWorkflowException">Names each node that cannot be converted, with the reason.</exception>
    public static ReadOnlyMemory<byte> Convert(JsonElement file, IReadOnlyDictionary<string, NodeClass> classes, WorkflowLimits limits)
    {
        var (graph, subgraphs) = EditorGraph.Read(file);
        if (classes.Count == 0)
        {
            throw new BrokenWorkflowException(
                "It is a file of ComfyUI's editor. It can be used as soon as a ComfyUI server has said what its nodes are; or choose "
                + "\"Export (API)\" in ComfyUI and save that file here.");
        }

        var conversion = new EditorConversion(classes);
        conversion.Add(new EditorScope(graph, subgraphs, null), limits);
        return conversion._problems.Count == 0
            ? conversion.Write()
            : throw new BrokenWorkflowException(
                "It is a file of ComfyUI's editor that cannot be converted; export it with \"Export (API)\". "
                + string.Join(' ', conversion._problems.Take(MaxTold).Select(one => $"{one.Node}: {one.Problem.Reason}")))
            {
                Problems = [.. conversion._problems.Select(one => one.Problem)],
            };
    }

    private void Add(EditorScope scope, WorkflowLimits limits)
    {
        foreach (var node in scope.Nodes.Where(node => !node.IsMuted && !node.IsBypassed))
        {
            if (scope.Inside(node) is { } inner)
            {
                _subgraphs++;
                if (inner.Fault is { } fault)
                {
                    Tell(scope, node, fault);
                }

                Add(inner, limits);
            }
            else if (EditorClasses.KindOf(node.Type) == EditorKind.Real)
            {
                Add(scope, node);
            }

            // Each subgraph may hold others twice, and in the end nothing.
            if (Math.Max(_nodes.Count, _subgraphs) > limits.Nodes)
            {
                throw new BrokenWorkflowException($"It has more than {limits.Nodes} nodes, with those in its subgraphs.");
            }
        }
    }

    private void Add(EditorScope scope, EditorNode node)
    {
        if (!classes.TryGetValue(node.Type, out var known))
        {
            // What has neither inputs nor outputs is for people.
            if (node.Inputs.Count + node.Outputs.Count > 0)
            {
                Tell(scope, node, Unheard);
            }

            return;
        }

        var (values, fault) = WidgetValues.Of(node, known);
        if (fault is not null)
        {
            Tell(scope, node, fault);
        }

        var inputs = values.ToDictionary(value => value.Key, value => new EditorSource(null, 0, value.Value), StringComparer.Ordinal);
        foreach (var (widget, value) in scope.ValuesFor(node)
            .Where(value => known.Input(value.Key) is not null || inputs.ContainsKey(value.Key)))
        {
            inputs[widget] = new(null, 0, value);
            TellMisfit(scope, node, known.Input(widget), value);
        }

        foreach (var input in node.Inputs.Where(input => input.Link is not null))
        {
            if (scope.Follow(input.Link) is { } source)
            {
                inputs[input.Name] = source;
                TellMisfit(scope, node, known.Input(input.Name), source.Value);
            }
        }

        _nodes[scope.IdOf(node)] = new(known, node.Title ?? known.Title ?? known.Name, inputs);
    }

    private void TellMisfit(EditorScope scope, EditorNode node, NodeInput? input, JsonElement? value)
    {
        if (input is not null && value is { } own && WidgetFit.Fault(input, own) is { } fault)
        {
            Tell(scope, node, fault);
        }
    }

    private void Tell(EditorScope scope, EditorNode node, string reason) =>
        _problems.Add((node, new NodeProblem(scope.IdOf(node), node.Type, null, reason)));

    private ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (id, node) in _nodes)
            {
                writer.WriteStartObject(id);
                writer.WriteStartObject("inputs");
                var inputs = node.Inputs.Where(input => input.Value.NodeId is null || _nodes.ContainsKey(input.Value.NodeId));
                foreach (var (name, source) in inputs)
                {
                    writer.WritePropertyName(name);
                    Write(writer, source);
                }

                writer.WriteEndObject();
                writer.WriteString("class_type", node.Class.Name);
                writer.WriteStartObject("_meta");
                writer.WriteString("title", node.Title);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A list that is a value is wrapped, so that nobody takes it for a link.</summary>
    private static void Write(Utf8JsonWriter writer, EditorSource source)
    {
        if (source.Value is not { } value)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(source.NodeId);
            writer.WriteNumberValue(source.Slot);
            writer.WriteEndArray();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("__value__");
            value.WriteTo(writer);
            writer.WriteEndObject();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private sealed record Converted(NodeClass Class, string Title, IReadOnlyDictionary<string, EditorSource> Inputs);
}
