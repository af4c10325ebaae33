using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>A problem has a code and a trace besides what RFC 9457 gives it, and names wrong inputs.</summary>
internal sealed class ProblemSchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (context.Type != typeof(ProblemDetails) || schema is not OpenApiSchema problem)
        {
            return;
        }

        problem.Description = "What went wrong and what to do about it (RFC 9457).";
        problem.Required = new HashSet<string> { "title", "status", "detail", "code", "trace_id" };
        problem.AdditionalPropertiesAllowed = false;
        problem.AdditionalProperties = null;
        problem.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("Where the status is defined; left out when nowhere."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
            ["detail"] = Text("A sentence for people that says what to do."),
            ["code"] = Text("A stable word for programs, such as `queue_full`."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Description = "What is wrong with which input; left out when the fault lies in none.",
                Items = context.SchemaGenerator.GenerateSchema(typeof(InputError), context.SchemaRepository),
            },
            ["trace_id"] = Text("Finds the request in the log."),
        };
    }

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
