using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Execution;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>Counts what a job made, and picks the one thing to show for it. What is no JSON counts for nothing.</summary>
internal sealed class JobSummary
{
    private static readonly string[] PreviewableKinds = ["images", "video", "audio", "3d"];

    private JsonObject? saved;
    private JsonObject? temporary;
    private JsonObject? text;

    public JobSummary(HistoryEntry entry)
    {
        foreach (var (node, ui) in entry.Outputs)
        {
            foreach (var (kind, items) in Parse(ui.Text))
            {
                Count(node, kind, items as JsonArray);
            }
        }
    }

    public int Outputs { get; private set; }

    public int Previewable { get; private set; }

    /// <summary>A saved file before a temporary one, a file before a text.</summary>
    public JsonObject? Preview => saved ?? temporary ?? text;

    private static JsonObject Parse(string ui)
    {
        try
        {
            return JsonNode.Parse(ui) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void Count(string node, string kind, JsonArray? items)
    {
        foreach (var item in items ?? [])
        {
            if (item is JsonObject file)
            {
                Outputs++;
                Offer(node, kind, file);
            }
            else if (kind == "text" && item?.GetValueKind() == JsonValueKind.String)
            {
                text ??= new JsonObject { ["content"] = item.DeepClone(), ["nodeId"] = node, ["mediaType"] = kind };
            }
        }
    }

    private void Offer(string node, string kind, JsonObject file)
    {
        var format = file["format"]?.ToString() ?? "";
        var isMedia = format.StartsWith("video/", StringComparison.Ordinal) || format.StartsWith("audio/", StringComparison.Ordinal);
        if (!isMedia && !PreviewableKinds.Contains(kind))
        {
            return;
        }

        Previewable++;
        var shown = file.DeepClone().AsObject();
        shown["nodeId"] = node;
        shown["mediaType"] = kind;
        if (file["type"]?.ToString() == "output")
        {
            saved ??= shown;
        }
        else
        {
            temporary ??= shown;
        }
    }
}
