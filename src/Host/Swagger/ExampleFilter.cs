using System.Text.Json.Nodes;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>Puts the endpoints' examples into the description.</summary>
internal sealed class ExampleFilter : IOperationFilter
{
    private const string Json = "application/json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<EndpointExample>().LastOrDefault() is not { } example)
        {
            return;
        }

        if (example.Request is not null)
        {
            Show(operation.RequestBody?.Content, example.Request);
        }

        if (example.Answer is not null)
        {
            foreach (var (_, response) in operation.Responses?.Where(response => response.Key.StartsWith('2')) ?? [])
            {
                Show(response.Content, example.Answer);
            }
        }
    }

    private static void Show(IDictionary<string, IOpenApiMediaType>? content, string json)
    {
        if (content?.TryGetValue(Json, out var found) == true && found is OpenApiMediaType media)
        {
            media.Example = JsonNode.Parse(json);
        }
    }
}
