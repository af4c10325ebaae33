using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ArtEngine.IntegrationTests.Answers.Fuzzing;

/// <summary>Says where a value breaks a schema of the API's description; of JSON Schema as much as the description uses.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    private static readonly Dictionary<string, Func<JsonElement, bool>> Types = new()
    {
        ["null"] = value => value.ValueKind == JsonValueKind.Null,
        ["boolean"] = value => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        ["string"] = value => value.ValueKind == JsonValueKind.String,
        ["number"] = value => value.ValueKind == JsonValueKind.Number,
        ["integer"] = value => value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
        ["array"] = value => value.ValueKind == JsonValueKind.Array,
        ["object"] = value => value.ValueKind == JsonValueKind.Object,
    };

    private static readonly Dictionary<string, Func<string, bool>> Formats = new()
    {
        ["uuid"] = text => Guid.TryParse(text, out _),
        ["date-time"] = text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && text.Contains('T'),
    };

    /// <summary>Follows a reference.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            schema = reference.GetString()!.Split('/').Skip(1)
                .Aggregate(document, (place, name) => place.GetProperty(name.Replace("~1", "/", StringComparison.Ordinal)));
        }

        return schema;
    }

    /// <summary>The place and what is wrong there; null when nothing is.</summary>
    public string? Fault(JsonElement value, JsonElement schema, string at = "$")
    {
        schema = Resolve(schema);
        if (schema.TryGetProperty("type", out var type) && !Names(type).Any(name => Types[name](value)))
        {
            return $"{at} is no {type}";
        }

        if (schema.TryGetProperty("enum", out var choices) &&
            !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            return $"{at} is none of {choices}";
        }

        return FaultOfText(value, schema, at) ?? FaultOfParts(value, schema, at) ?? FaultOfChoices(value, schema, at);
    }

    private static IEnumerable<string> Names(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static string? FaultOfText(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = value.GetString()!;
        return schema.TryGetProperty("format", out var format) && Formats.TryGetValue(format.GetString()!, out var fits) && !fits(text)
            ? $"{at} is no {format}"
            : schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!)
                ? $"{at} does not match {pattern}"
                : null;
    }

    private string? FaultOfParts(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return schema.TryGetProperty("items", out var items)
                ? value.EnumerateArray().Select((item, index) => Fault(item, items, $"{at}[{index}]"))
                    .FirstOrDefault(fault => fault is not null)
                : null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _))
            : null;
        if (missing is not null)
        {
            return $"{at} lacks {missing}";
        }

        return value.EnumerateObject().Select(member => FaultOfMember(member, schema, at)).FirstOrDefault(fault => fault is not null);
    }

    private string? FaultOfMember(JsonProperty member, JsonElement schema, string at) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var known)
            ? Fault(member.Value, known, $"{at}.{member.Name}")
            : !schema.TryGetProperty("additionalProperties", out var others) || others.ValueKind == JsonValueKind.True ? null
            : others.ValueKind == JsonValueKind.False ? $"{at} has {member.Name}, which is not described"
            : Fault(member.Value, others, $"{at}.{member.Name}");

    private string? FaultOfChoices(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            return all.EnumerateArray().Select(part => Fault(value, part, at)).FirstOrDefault(fault => fault is not null);
        }

        return schema.TryGetProperty("oneOf", out var choices) &&
            choices.EnumerateArray().Count(choice => Fault(value, choice, at) is null) != 1
            ? $"{at} is not one of {choices}"
            : null;
    }
}
