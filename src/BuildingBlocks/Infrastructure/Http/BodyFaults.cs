using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Tells a caller what is wrong with a body that could not be read, without the names of C# types.</summary>
internal sealed class BodyFaults(IOptions<JsonOptions> json)
{
    /// <summary>The member of a wrong type and what it must be; nothing when the text is no JSON at all.</summary>
    /// <param name="fault">What the serializer threw.</param>
    /// <param name="endpoint">Whose body it was.</param>
    public IReadOnlyList<InputError> Errors(JsonException fault, Endpoint? endpoint)
    {
        // Text that is no JSON is told by the reader, whose own exception is the inner one.
        if (fault.InnerException is JsonException || JsonPointers.OfPath(fault.Path) is not { Length: > 1 } pointer)
        {
            return [];
        }

        var body = endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        var type = body is not null && pointer.LastIndexOf('/') == 0 ? MemberType(body, pointer[1..]) : null;
        return [new(pointer, type is null ? "It has the wrong type." : $"It must be {Describe(type)}.")];
    }

    private Type? MemberType(Type body, string name) =>
        json.Value.SerializerOptions.GetTypeInfo(body).Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;

    private string Describe(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner switch
        {
            { IsEnum: true } => $"one of {Wording.List(Enum.GetValues(inner).Cast<object>().Select(Word))}",
            _ when inner == typeof(string) => "text",
            _ when inner == typeof(int) || inner == typeof(long) => "an integer",
            _ when inner == typeof(bool) => "true or false",
            _ when inner == typeof(DateTimeOffset) => "a time such as 2026-11-22T15:02:01Z",
            _ => json.Value.SerializerOptions.GetTypeInfo(inner).Kind switch
            {
                JsonTypeInfoKind.Enumerable => "a list",
                JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Object => "an object",
                _ => "of another type",
            },
        };
    }

    private string Word(object value) => JsonSerializer.Serialize(value, value.GetType(), json.Value.SerializerOptions);
}
