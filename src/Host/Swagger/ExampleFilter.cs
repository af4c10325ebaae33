using System.Globalization;
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
        var examples = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<EndpointExample>().ToList();
        if (examples.Find(example => example.Request is not null) is { Request: { } request })
        {
            Show(operation.RequestBody?.Content, request);
        }

        foreach (var (status, response) in operation.Responses?.Where(response => response.Key.StartsWith('2')) ?? [])
        {
            var example = examples.Find(one => one.Status?.ToString(CultureInfo.InvariantCulture) == status)
                ?? examples.Find(one => one.Status is null);
            if (example?.Answer is { } answer)
            {
                Show(response.Content, answer);
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
