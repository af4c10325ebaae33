using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>The four fields every ComfyUI error has.</summary>
internal static class PromptError
{
    public static JsonObject Of(string type, string message, string details = "", object? extra = null) =>
        ComfyJson.ToNode(new { Type = type, Message = message, Details = details, ExtraInfo = extra ?? new JsonObject() })!.AsObject();
}
