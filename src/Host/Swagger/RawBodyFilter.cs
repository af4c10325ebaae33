using System.Globalization;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>A picture that is a body, sent or answered, is its bytes.</summary>
internal sealed class RawBodyFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var (type, media) in operation.RequestBody?.Content ?? new Dictionary<string, IOpenApiMediaType>())
        {
            if (type.StartsWith("image/", StringComparison.Ordinal) && media is OpenApiMediaType picture)
            {
                picture.Schema = Bytes();
            }
        }

        foreach (var answer in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<EndpointBytes>())
        {
            var status = answer.Status.ToString(CultureInfo.InvariantCulture);
            operation.Responses ??= [];
            operation.Responses.TryAdd(status, new OpenApiResponse());
            var response = (OpenApiResponse)operation.Responses[status];
            response.Description ??= ReasonPhrases.GetReasonPhrase(answer.Status);
            response.Content ??= new Dictionary<string, IOpenApiMediaType>();
            response.Content[answer.MediaRange] = new OpenApiMediaType { Schema = Bytes() };
        }
    }

    private static OpenApiSchema Bytes() => new() { Type = JsonSchemaType.String, Format = "binary" };
}
