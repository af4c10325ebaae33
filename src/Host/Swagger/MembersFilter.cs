using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>
/// Says of members what the generator leaves out: that a reference may be null, that free JSON is an object, and that whatever is
/// answered has all its members, null ones too. Of an answer that has a base type some callers get the base alone.
/// </summary>
internal sealed class MembersFilter : ISchemaFilter
{
    private readonly NullabilityInfoContext _nullability = new();

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { Count: > 0 } members } described)
        {
            return;
        }

        var properties = context.Type.GetProperties().ToDictionary(property => NameOf(property.Name));
        foreach (var (name, member) in members.Where(member => properties.ContainsKey(member.Key)).ToList())
        {
            members[name] = Complete(member, properties[name]);
        }

        // What callers send is of types of an Api layer, which say themselves what they need.
        if (context.Type.Namespace?.Split('.').Contains("Api") != true)
        {
            described.Required = members.Keys
                .Where(name => properties.TryGetValue(name, out var property) && IsAlways(property, context.Type)).ToHashSet();
        }
    }

    private IOpenApiSchema Complete(IOpenApiSchema member, PropertyInfo property)
    {
        var isNullable = _nullability.Create(property).ReadState == NullabilityState.Nullable;
        if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(JsonElement))
        {
            return new OpenApiSchema
            {
                Type = isNullable ? JsonSchemaType.Object | JsonSchemaType.Null : JsonSchemaType.Object,
                Description = member.Description,
                AdditionalProperties = new OpenApiSchema(),
            };
        }

        return member is OpenApiSchemaReference && isNullable
            ? new OpenApiSchema
            {
                Description = member.Description,
                OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, member],
            }
            : member;
    }

    private static bool IsAlways(PropertyInfo property, Type type) =>
        type.BaseType is null || type.BaseType == typeof(object) || type.BaseType.GetProperty(property.Name) is not null;

    private static string NameOf(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
}
