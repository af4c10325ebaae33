using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>A value written into the graph: coerced to its type as Python would, then held against its limits.</summary>
internal static class InputValue
{
    /// <summary>A list longer than this is not sent back in full.</summary>
    private const int LongList = 20;

    public static JsonObject? Check(GraphNode node, NodeInput input, NodeWorld world)
    {
        var value = node.Inputs![input.Name];
        var coerced = Coerce(input.Type, value, out var problem);
        if (problem is not null)
        {
            return Unconvertible(node, input, value, problem, world);
        }

        if (!ReferenceEquals(coerced, value))
        {
            node.Inputs[input.Name] = coerced;
        }

        if (node.Type.Check is { } check && input.Type == NodeInput.Combo)
        {
            return check(world, coerced?.ToString() ?? "None") is { } wrong
                ? PromptError.Of(
                    "custom_validation_failed",
                    "Custom validation failed for node",
                    $"{input.Name} - {wrong}",
                    new { InputName = input.Name })
                : null;
        }

        return CheckLimits(node, input, coerced, world) ?? CheckChoice(node, input, coerced, world);
    }

    private static JsonNode? Coerce(string type, JsonNode? value, out string? problem)
    {
        problem = null;
        return type switch
        {
            "INT" => ToInt(value, out problem),
            "FLOAT" => ToFloat(value, out problem),
            "STRING" when value is not JsonValue { } text || text.GetValueKind() != JsonValueKind.String => JsonValue.Create(Python(value)),
            "BOOLEAN" when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) => JsonValue.Create(IsTrue(value)),
            _ => value,
        };
    }

    private static JsonNode? ToInt(JsonNode? value, out string? problem)
    {
        problem = null;
        switch (value?.GetValueKind())
        {
            case JsonValueKind.True:
            case JsonValueKind.False:
                return JsonValue.Create(value.GetValue<bool>() ? 1 : 0);
            case JsonValueKind.Number when value.ToJsonString().AsSpan().ContainsAny(".eE"):
                return ComfyJson.Number(Math.Truncate(value.GetValue<double>()).ToString("F0", CultureInfo.InvariantCulture));
            case JsonValueKind.Number:
                return value;
            case JsonValueKind.String
                when BigInteger.TryParse(value.GetValue<string>().Trim(), CultureInfo.InvariantCulture, out var number):
                return ComfyJson.Number(number.ToString(CultureInfo.InvariantCulture));
            case JsonValueKind.String:
                problem = $"invalid literal for int() with base 10: '{value.GetValue<string>()}'";
                return value;
            default:
                var type = value is null ? "NoneType" : "dict";
                problem = $"int() argument must be a string, a bytes-like object or a real number, not '{type}'";
                return value;
        }
    }

    private static JsonNode? ToFloat(JsonNode? value, out string? problem)
    {
        problem = null;
        switch (value?.GetValueKind())
        {
            case JsonValueKind.True:
            case JsonValueKind.False:
                return ComfyJson.Number(value.GetValue<bool>() ? "1.0" : "0.0");
            case JsonValueKind.Number:
                return value.ToJsonString().AsSpan().ContainsAny(".eE")
                    ? value
                    : ComfyJson.Number(ComfyJson.Float(value.GetValue<double>()));
            case JsonValueKind.String
                when double.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return ComfyJson.Number(ComfyJson.Float(number));
            case JsonValueKind.String:
                problem = $"could not convert string to float: '{value.GetValue<string>()}'";
                return value;
            default:
                problem = $"float() argument must be a string or a real number, not '{(value is null ? "NoneType" : "dict")}'";
                return value;
        }
    }

    private static string Python(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "None",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => value.ToJsonString(),
    };

    private static bool IsTrue(JsonNode? value) => value?.GetValueKind() switch
    {
        null => false,
        JsonValueKind.Number => value.GetValue<double>() != 0,
        JsonValueKind.String => value.GetValue<string>().Length > 0,
        _ => true,
    };

    private static JsonObject Unconvertible(
        GraphNode node, NodeInput input, JsonNode? value, string problem, NodeWorld world) => PromptError.Of(
        "invalid_input_type",
        $"Failed to convert an input value to a {input.Type} value",
        $"{input.Name}, {value}, {problem}",
        new
        {
            InputName = input.Name,
            InputConfig = ObjectInfo.ConfigOf(node.Type, input, world),
            ReceivedValue = value,
            ExceptionMessage = problem,
        });

    private static JsonObject? CheckLimits(GraphNode node, NodeInput input, JsonNode? value, NodeWorld world)
    {
        if (input.Type is not ("INT" or "FLOAT") || value is null)
        {
            return null;
        }

        var text = value.ToJsonString();
        var number = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact
            : text.StartsWith('-') ? decimal.MinValue : decimal.MaxValue;
        var (type, words, limit) = number switch
        {
            _ when number < input.Min => ("value_smaller_than_min", "smaller than min of", input.Min),
            _ when number > input.Max => ("value_bigger_than_max", "bigger than max of", input.Max),
            _ => (null, "", null),
        };
        return type is null ? null : PromptError.Of(
            type,
            $"Value {text} {words} {ObjectInfo.Limit(input, limit!.Value)}",
            input.Name,
            new { InputName = input.Name, InputConfig = ObjectInfo.ConfigOf(node.Type, input, world), ReceivedValue = value });
    }

    private static JsonObject? CheckChoice(GraphNode node, NodeInput input, JsonNode? value, NodeWorld world)
    {
        if (input.Choices is not { } choices)
        {
            return null;
        }

        var list = choices(world).ToList();
        if (value?.GetValueKind() == JsonValueKind.String && list.Contains(value.GetValue<string>()))
        {
            return null;
        }

        var isLong = list.Count > LongList;
        var shown = isLong ? $"(list of length {list.Count})" : $"[{string.Join(", ", list.Select(choice => $"'{choice}'"))}]";
        var quoted = value?.GetValueKind() == JsonValueKind.String ? $"'{value}'" : Python(value);
        return PromptError.Of(
            "value_not_in_list",
            "Value not in list",
            $"{input.Name}: {quoted} not in {shown}",
            new
            {
                InputName = input.Name,
                InputConfig = isLong ? null : ObjectInfo.ConfigOf(node.Type, input, world),
                ReceivedValue = value,
            });
    }
}
