using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArtEngine.ComfySimulator.Json;

/// <summary>
/// JSON text that is passed on as it is. Numbers keep their spelling (64-bit seeds, <c>1.0</c>), and the bare
/// <c>NaN</c> that Python writes can be written too, although it is no JSON.
/// </summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct RawJson(string Text)
{
    public static RawJson EmptyObject { get; } = new("{}");

    private sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text, skipInputValidation: true);
    }
}
