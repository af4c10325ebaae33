using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>What the recorded server called by one name and this one by another: job ids, files, socket ids.</summary>
internal sealed class IdMap
{
    private static readonly HashSet<string> Named = ["prompt_id", "id", "filename", "sid"];

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public bool Knows(string recorded) => names.ContainsKey(recorded);

    public void Learn(string key, string recorded, string found)
    {
        if (Named.Contains(key))
        {
            names.TryAdd(recorded, found);
        }
    }

    public string Translate(string text)
    {
        if (names.TryGetValue(text, out var whole))
        {
            return whole;
        }

        // Ids also stand inside paths.
        return text.Split('/') is { Length: > 1 } parts
            ? string.Join('/', parts.Select(part => names.GetValueOrDefault(part, part)))
            : text;
    }

    public JsonNode? Translate(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject fields:
                return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Translate(field.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(Translate)]);
            case JsonValue text when text.TryGetValue(out string? name):
                return JsonValue.Create(Translate(name!));
            default:
                return value?.DeepClone();
        }
    }
}
