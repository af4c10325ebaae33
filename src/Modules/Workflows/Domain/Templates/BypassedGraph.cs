using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>Writes a filled-in graph without the nodes that are bypassed.</summary>
internal static class BypassedGraph
{
    public static byte[] Write(ReadOnlyMemory<byte> graph, BypassPlan plan, int depth)
    {
        using var document = JsonDocument.Parse(graph, new JsonDocumentOptions { MaxDepth = depth });
        var buffer = new ArrayBufferWriter<byte>(graph.Length);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var node in document.RootElement.EnumerateObject().Where(node => !plan.Dropped.Contains(node.Name)))
            {
                writer.WriteStartObject(node.Name);
                foreach (var member in node.Value.EnumerateObject())
                {
                    if (member.NameEquals("inputs"))
                    {
                        WriteInputs(writer, node.Name, member.Value, plan);
                    }
                    else
                    {
                        member.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteInputs(Utf8JsonWriter writer, string nodeId, JsonElement inputs, BypassPlan plan)
    {
        writer.WriteStartObject("inputs");
        foreach (var input in inputs.EnumerateObject())
        {
            if (!plan.Changed.TryGetValue((nodeId, input.Name), out var link))
            {
                input.WriteTo(writer);
            }
            else if (link is not null)
            {
                writer.WriteStartArray(input.Name);
                writer.WriteStringValue(link.Target);
                writer.WriteNumberValue(link.Slot);
                writer.WriteEndArray();
            }
        }

        writer.WriteEndObject();
    }
}
