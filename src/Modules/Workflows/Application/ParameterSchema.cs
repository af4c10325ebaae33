using System.Buffers;
using System.Text.Json;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.Workflows.Application;

/// <summary>Parameters as JSON Schema (2020-12), so that forms and clients can be made from it.</summary>
internal static class ParameterSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>As it stands in a list, or in another document.</summary>
    public static JsonElement Of(IReadOnlyList<ParameterSpec> specs) => Of(specs, isWhole: false);

    /// <summary>As a document of its own, with the files that may be chosen at present, of which there may be thousands.</summary>
    public static JsonElement WholeOf(IReadOnlyList<ParameterSpec> specs) => Of(specs, isWhole: true);

    private static JsonElement Of(IReadOnlyList<ParameterSpec> specs, bool isWhole)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteText(writer, "$schema", isWhole ? Dialect : null);
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            foreach (var spec in specs)
            {
                Write(writer, spec, isWhole ? spec.Offered : []);
            }

            writer.WriteEndObject();
            var required = specs.Where(spec => spec.IsRequired).Select(spec => JsonSerializer.SerializeToElement(spec.Name));
            WriteList(writer, "required", [.. required]);
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ParameterSpec spec, IReadOnlyList<JsonElement> offered)
    {
        writer.WriteStartObject(spec.Name);
        WriteType(writer, spec);
        WriteText(writer, "title", spec.Title);
        WriteText(writer, "description", spec.Description);
        WriteValue(writer, "default", spec.Default);
        WriteValue(writer, "minimum", spec.Minimum);
        WriteValue(writer, "maximum", spec.Maximum);
        WriteValue(writer, "multipleOf", spec.MultipleOf);
        WriteLength(writer, "minLength", spec.MinLength);
        WriteLength(writer, "maxLength", spec.MaxLength);
        if ((spec.Choices.Count > 0 ? spec.Choices : offered) is { Count: > 0 } choices)
        {
            WriteList(writer, "enum", choices);
        }

        WriteHints(writer, spec);
        writer.WriteEndObject();
    }

    /// <summary>For forms.</summary>
    private static void WriteHints(Utf8JsonWriter writer, ParameterSpec spec)
    {
        WriteText(writer, "x-upload", spec.UploadKind);
        WriteFlag(writer, "x-randomize", spec.Randomize);
        WriteValue(writer, "x-step", spec.IsNumeric ? spec.Step : null);
        WriteFlag(writer, "x-multiline", spec.IsMultiline);
        WriteText(writer, "x-group", spec.Group);
        WriteLength(writer, "x-order", spec.Order);
        WriteFlag(writer, "x-advanced", spec.IsAdvanced);
    }

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool isOn)
    {
        if (isOn)
        {
            writer.WriteBoolean(name, true);
        }
    }

    /// <summary>Large integers may be text, and null asks for a drawn value.</summary>
    private static void WriteType(Utf8JsonWriter writer, ParameterSpec spec)
    {
        if (TypeName(spec) is not { } type)
        {
            return;
        }

        var (takesText, takesNull) = (WholeNumber.TakesText(spec), spec.MayBeNone || spec is { Randomize: true, Choices.Count: 0 });
        if (!takesText && !takesNull)
        {
            writer.WriteString("type", type);
            return;
        }

        string?[] types = [type, takesText ? "string" : null, takesNull ? "null" : null];
        WriteList(writer, "type", [.. types.OfType<string>().Select(name => JsonSerializer.SerializeToElement(name))]);
        WriteText(writer, "pattern", takesText ? "^-?(0|[1-9][0-9]*)$" : null);
    }

    private static string? TypeName(ParameterSpec spec) => spec.Type switch
    {
        _ when spec.IsText => "string",
        ParameterType.Integer => "integer",
        ParameterType.Number => "number",
        ParameterType.Boolean or ParameterType.Switch => "boolean",
        _ => null,
    };

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteLength(Utf8JsonWriter writer, string name, int? length)
    {
        if (length is { } value)
        {
            writer.WriteNumber(name, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is { } element)
        {
            writer.WritePropertyName(name);
            element.WriteTo(writer);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<JsonElement> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            value.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}
