using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>A body that is a picture is its bytes, whatever form takes the picture otherwise.</summary>
internal sealed class RawBodyFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (type, media) in operation.RequestBody?.Content ?? new Dictionary<string, IOpenApiMediaType>())
        {
            if (type.StartsWith("image/", StringComparison.Ordinal) && media is OpenApiMediaType picture)
            {
                picture.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
            }
        }
    }
}
