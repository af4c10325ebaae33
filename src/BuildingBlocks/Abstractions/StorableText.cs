using System.Text.Json;

namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Text that every database and every JSON writer takes. PostgreSQL refuses the NUL character, and half of a surrogate
/// pair has no form in UTF-8.
/// </summary>
public static class StorableText
{
    /// <summary>What callers are told about other text.</summary>
    public const string Rule = "The text holds a NUL character or half of a surrogate pair, which cannot be stored.";

    /// <summary>Whether the text can be stored as it is.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0')
            {
                return false;
            }

            if (char.IsSurrogate(text[at]))
            {
                if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                {
                    return false;
                }

                at++;
            }
        }

        return true;
    }

    /// <summary>Looks through all names and texts of a JSON value.</summary>
    /// <returns>JSON Pointer to the first that cannot be stored, or to the object that has such a name; null when there is none.</returns>
    public static string? FindFault(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => TryRead(json.GetString) is null ? "" : null,
        JsonValueKind.Array =>
            json.EnumerateArray().Select((item, index) => Under($"{index}", item)).FirstOrDefault(fault => fault is not null),
        JsonValueKind.Object => json.EnumerateObject().Select(FindFault).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    /// <summary>The same of an object whose members were taken apart.</summary>
    public static string? FindFault(IReadOnlyDictionary<string, JsonElement> members) =>
        members.Select(member => Is(member.Key) ? Under(member.Key, member.Value) : "").FirstOrDefault(fault => fault is not null);

    private static string? FindFault(JsonProperty property) => TryRead(() => property.Name) is { } name ? Under(name, property.Value) : "";

    private static string? Under(string name, JsonElement value) =>
        FindFault(value) is { } fault
            ? $"/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}{fault}"
            : null;

    /// <summary>Reading half of a surrogate pair throws.</summary>
    private static string? TryRead(Func<string?> read)
    {
        try
        {
            return read() is { } text && Is(text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
