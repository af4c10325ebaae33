using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Answers.Fuzzing;

/// <summary>Makes values that fit a schema, and values that nearly do.</summary>
internal sealed class SchemaValues(SchemaCheck schemas, Random random)
{
    /// <summary>JSON texts that are where something else was expected.</summary>
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "-0", "20.0", "1e400", "1e-9", "9007199254740993", "18446744073709551615",
        "18446744073709551616", "-9223372036854775809",
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"😀\"", "\"../../etc/passwd\"", "\"123\"", "\"' or 1=1 --\"", "\"{{prompt}}\"", "[]", "[[[]]]",
        "[\"4\",0]", "{}", "{\"a\":{\"b\":[1,null]}}", "{\"\\u0000\":1}", "\"00000000-0000-0000-0000-000000000000\"", "NaN", "",
    ];

    private static readonly string[] Words =
    [
        "a", "x y", "null", "true", "-1", "0", "1.5", "99999999999999999999", "%", "é", "😀", "'", "\"", "<script>", "a,b", "*", "~1",
        "wait=1", new('x', 300),
    ];

    /// <summary>Text that may stand anywhere.</summary>
    public string Word() => Once(3)
        ? new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next(33, 126))])
        : Pick(Words);

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Once(int outOf) => random.Next(outOf) == 0;

    /// <summary>JSON for the schema; each part of it is something odd once in so many times.</summary>
    public string Json(JsonElement schema, int oddOnceIn)
    {
        if (oddOnceIn > 0 && Once(oddOnceIn))
        {
            return Pick(Odd);
        }

        schema = schemas.Resolve(schema);
        foreach (var choice in new[] { "oneOf", "allOf" })
        {
            // All of a description's parts together are made from the last, which has the choices.
            if (schema.TryGetProperty(choice, out var parts))
            {
                return Json(parts[choice == "oneOf" ? random.Next(parts.GetArrayLength()) : parts.GetArrayLength() - 1], oddOnceIn);
            }
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return values[random.Next(values.GetArrayLength())].GetRawText();
        }

        return TypeOf(schema) switch
        {
            "object" => Object(schema, oddOnceIn),
            "array" => $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Json(schema.GetProperty("items"), oddOnceIn)))}]",
            "integer" or "number" => Number(schema),
            "boolean" => Pick(["true", "false"]),
            "null" => "null",
            _ => Text(schema),
        };
    }

    private string? TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.Array ? type[random.Next(type.GetArrayLength())].GetString() : type.GetString();

    private string Object(JsonElement schema, int oddOnceIn)
    {
        var members = new List<string>();
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet()
            : [];
        foreach (var property in schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default)
        {
            if (required.Contains(property.Name) ? oddOnceIn == 0 || !Once(oddOnceIn * 2) : Once(3))
            {
                members.Add($"{Quote(property.Name)}:{Json(property.Value, oddOnceIn)}");
            }
        }

        if (oddOnceIn > 0 && Once(oddOnceIn * 3))
        {
            members.Add($"{Quote(Word())}:{Pick(Odd)}");
        }

        return $"{{{string.Join(',', members)}}}";
    }

    private string Number(JsonElement schema)
    {
        var minimum = schema.TryGetProperty("minimum", out var low) ? low.GetDouble() : 0;
        var maximum = schema.TryGetProperty("maximum", out var high) ? Math.Min(high.GetDouble(), 1e6) : minimum + 100;
        var step = schema.TryGetProperty("multipleOf", out var multiple) ? multiple.GetDouble() : 1;
        return ((long)(Math.Ceiling((minimum + (random.NextDouble() * (maximum - minimum))) / step) * step)).ToString();
    }

    private string Text(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var named) ? named.GetString() : null;
        return Quote(format switch
        {
            "uuid" => Guid.NewGuid().ToString(),
            "date-time" => "2027-01-01T00:00:00Z",
            _ => Word(),
        });
    }

    private static string Quote(string text) => JsonValue.Create(text)!.ToJsonString();

    /// <summary>The text with a byte changed, or cut off.</summary>
    public byte[] Damage(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return Once(2) ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
