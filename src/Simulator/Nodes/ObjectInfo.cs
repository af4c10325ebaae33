using System.Globalization;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>How a node class describes itself to clients.</summary>
internal static class ObjectInfo
{
    public static JsonObject Describe(NodeType type, NodeWorld world)
    {
        var info = new JsonObject
        {
            ["input"] = Inputs(type, world),
            ["input_order"] = Order(type),
            ["is_input_list"] = false,
            ["output"] = Strings(type.Outputs.Select(output => output.Type)),
            ["output_is_list"] = new JsonArray([.. type.Outputs.Select(_ => JsonValue.Create(false))]),
            ["output_name"] = Strings(type.Outputs.Select(output => output.Name)),
            ["name"] = type.Name,
            ["display_name"] = type.IsModern ? type.Title : type.Title ?? type.Name,
            ["description"] = "",
            ["python_module"] = type.Module,
            ["category"] = type.Category,
            ["output_node"] = type.IsOutput,
            ["has_intermediate_output"] = false,
            ["search_aliases"] = new JsonArray(),
        };
        AddFlags(info, type);
        return info;
    }

    /// <summary>Type and configuration of one input, the pair that errors carry too.</summary>
    public static JsonArray ConfigOf(NodeType type, NodeInput input, NodeWorld world)
    {
        var config = new JsonObject();
        if (input.Default is { } standard)
        {
            config["default"] = standard.DeepClone();
        }

        AddLimit(config, "min", input, input.Min);
        AddLimit(config, "max", input, input.Max);
        foreach (var (key, hint) in input.Hints ?? [])
        {
            config[key] = hint?.DeepClone();
        }

        if (input.Tooltip is { } tooltip)
        {
            config["tooltip"] = tooltip;
        }

        return input.Choices is { } choices ? ComboOf(type, Strings(choices(world)), config) : new JsonArray(input.Type, config);
    }

    public static string Limit(NodeInput input, decimal limit) =>
        input.Type == "FLOAT" ? ComfyJson.Float((double)limit) : limit.ToString("0", CultureInfo.InvariantCulture);

    private static JsonArray ComboOf(NodeType type, JsonArray choices, JsonObject config)
    {
        if (!type.IsModern)
        {
            return new JsonArray(choices, config);
        }

        config["multiselect"] = false;
        config["options"] = choices;
        return new JsonArray(NodeInput.Combo, config);
    }

    private static void AddLimit(JsonObject config, string key, NodeInput input, decimal? limit)
    {
        if (limit is { } value)
        {
            config[key] = ComfyJson.Number(Limit(input, value));
        }
    }

    private static JsonObject Inputs(NodeType type, NodeWorld world)
    {
        var sections = new JsonObject();
        foreach (var input in type.Inputs)
        {
            var section = input.IsOptional ? "optional" : "required";
            sections[section] ??= new JsonObject();
            var config = ConfigOf(type, input, world);
            if (!type.IsModern && config[1]!.AsObject().Count == 0)
            {
                config.RemoveAt(1);
            }

            sections[section]![input.Name] = config;
        }

        if (HiddenInputs(type) is { Length: > 0 } hidden)
        {
            sections["hidden"] = new JsonObject(hidden.Select(name => KeyValuePair.Create(name, (JsonNode?)name.ToUpperInvariant())));
        }

        return sections;
    }

    private static JsonObject Order(NodeType type)
    {
        var order = new JsonObject();
        foreach (var group in type.Inputs.GroupBy(input => input.IsOptional))
        {
            order[group.Key ? "optional" : "required"] = Strings(group.Select(input => input.Name));
        }

        if (HiddenInputs(type) is { Length: > 0 } hidden)
        {
            order["hidden"] = Strings(hidden);
        }

        return order;
    }

    /// <summary>What the server fills in itself.</summary>
    private static string[] HiddenInputs(NodeType type) =>
    [
        .. type.SeesGraph ? ["prompt", "extra_pnginfo"] : Array.Empty<string>(),
        .. type.SeesItsId ? ["unique_id"] : Array.Empty<string>(),
    ];

    private static void AddFlags(JsonObject info, NodeType type)
    {
        if (type.IsModern)
        {
            info["output_tooltips"] = new JsonArray([.. type.Outputs.Select(_ => (JsonNode?)null)]);
            info["output_matchtypes"] = null;
            info["deprecated"] = type.IsDeprecated;
            info["experimental"] = false;
            info["dev_only"] = false;
            info["api_node"] = false;
            info["price_badge"] = null;
            info["essentials_category"] = null;
        }
        else if (type.IsDeprecated)
        {
            info["deprecated"] = true;
        }
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
