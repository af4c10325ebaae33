using System.Text.Json;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>The fields of one object of a parameter file, each read as what it must be.</summary>
internal sealed class ParameterFields(JsonElement value, string place)
{
    public BrokenWorkflowException Broken(string reason) => new($"{place}: {reason}");

    public void RefuseOthersThan(string[] words)
    {
        foreach (var name in value.EnumerateObject().Select(field => field.Name).Where(name => !words.Contains(name)))
        {
            throw Broken($"{Wording.Quote(name)} is not known here.{Wording.Known(name, words)}");
        }
    }

    public bool Has(string name) => value.TryGetProperty(name, out _);

    public JsonElement? Element(string name) => value.TryGetProperty(name, out var field) ? field : null;

    public string? Text(string name) => Typed(name, "text", field => field.ValueKind == JsonValueKind.String)?.GetString();

    public bool Flag(string name) =>
        Typed(name, "true or false", field => field.ValueKind is JsonValueKind.True or JsonValueKind.False)?.GetBoolean() ?? false;

    public int? Length(string name) =>
        Typed(name, "an integer from 0", IsLength)?.GetInt32();

    public JsonElement? Number(string name, bool isInteger) => isInteger
        ? Typed(
            name,
            "an integer from -9223372036854775808 to 18446744073709551615",
            field => ExactNumber.Integer(field) is { } number && number >= ExactNumber.Lowest && number <= ExactNumber.Highest)
        : Typed(name, "a number", field => field.ValueKind == JsonValueKind.Number && ExactNumber.IsFinite(field));

    public IReadOnlyList<JsonElement> List(string name) =>
        Typed(name, "a list with at least one value", field => field.ValueKind == JsonValueKind.Array && field.GetArrayLength() > 0)
            is { } list ? [.. list.EnumerateArray()] : [];

    private static bool IsLength(JsonElement field) =>
        field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var length) && length >= 0;

    private JsonElement? Typed(string name, string allowed, Predicate<JsonElement> isAllowed) =>
        Element(name) is not { } field ? null
        : isAllowed(field) ? field
        : throw Broken($"\"{name}\" must be {allowed}.");
}
