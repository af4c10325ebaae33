using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>A value as the bytes that go into a graph.</summary>
/// <param name="Json">The JSON value as it was given: a number keeps its digits.</param>
/// <param name="Text">Its text, escaped to stand inside a JSON string: of a string its characters, else its JSON text.</param>
internal sealed record InsertedValue(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Text)
{
    public static readonly InsertedValue Null = Of(JsonElement.Parse("null"));

    public static InsertedValue Of(JsonElement value)
    {
        var json = JsonMarshal.GetRawUtf8Value(value).ToArray();
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : Encoding.UTF8.GetString(json);

        // "Unsafe" is meant for HTML: quotation marks, backslashes and control characters are escaped all the same.
        var escaped = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return new InsertedValue(json, escaped.EncodedUtf8Bytes.ToArray());
    }
}
