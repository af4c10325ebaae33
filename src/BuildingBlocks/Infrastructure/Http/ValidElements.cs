using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// Values that are read later, as they came. Bytes that are no UTF-8 are refused with the body: whoever reads them later would fail.
/// </summary>
internal sealed class ValidElements : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonMetadataServices.JsonElementConverter.Read(ref reader, typeToConvert, options);
        return Utf8.IsValid(JsonMarshal.GetRawUtf8Value(element)) ? element : throw new JsonException("It is not UTF-8.");
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}
