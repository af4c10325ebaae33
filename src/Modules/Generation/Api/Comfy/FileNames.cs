using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>What files are called here: by their ids, so that nobody can name another's.</summary>
internal static class FileNames
{
    private static readonly string[] Notes = [" [input]", " [output]", " [temp]"];

    public static string Of(Guid id, string contentType, string name)
    {
        var extension = Path.GetExtension(name);
        return $"{id}{(extension.Length > 1 ? extension : $".{contentType.Split('/')[^1]}")}";
    }

    /// <summary>The id in a name; null when it is none of ours.</summary>
    public static Guid? IdIn(string? name)
    {
        var note = Notes.FirstOrDefault(note => name?.EndsWith(note, StringComparison.Ordinal) == true);
        return Guid.TryParseExact(Path.GetFileNameWithoutExtension(name?[..^(note?.Length ?? 0)]), "D", out var id) ? id : null;
    }

    /// <summary>The graph with ids where it names files so.</summary>
    public static JsonElement WithIds(JsonElement graph)
    {
        var nodes = JsonObject.Create(graph)!;
        foreach (var inputs in nodes.Select(node => (node.Value as JsonObject)?["inputs"]).OfType<JsonObject>())
        {
            foreach (var (input, value) in inputs.ToList())
            {
                if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String && IdIn(text.GetValue<string>()) is { } id)
                {
                    inputs[input] = id.ToString();
                }
            }
        }

        return JsonSerializer.SerializeToElement(nodes);
    }
}
