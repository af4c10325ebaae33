using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>
/// Makes the body of <c>POST /image/generate</c> one of those that the workflows take, as they are in their files now, each with
/// an example.
/// </summary>
internal sealed class WorkflowBodiesFilter(IMediator mediator) : IDocumentAsyncFilter
{
    private const string Body = "GenerateRequest";
    private const string Common = "AnyGenerateRequest";
    private const string WorkflowName = "workflow_name";

    public async Task ApplyAsync(OpenApiDocument document, DocumentFilterContext context, CancellationToken cancellationToken)
    {
        var workflows = await mediator.Send(new GetRequestSchemasQuery(), cancellationToken);
        if (workflows.Count == 0 || document.Components?.Schemas is not { } schemas ||
            !schemas.TryGetValue(Body, out var body) || body is not OpenApiSchema general)
        {
            return;
        }

        var choice = new OpenApiSchema { OneOf = [] };
        foreach (var (number, workflow) in workflows.Index())
        {
            var name = $"{Body}.{KeyOf(workflow.Workflow, number)}";
            schemas[name] = BodyOf(workflow, general, document);
            choice.OneOf.Add(new OpenApiSchemaReference(name, document));
        }

        // What they have in common stands beside the choice: some generators of clients make one type of it, and cannot choose.
        general.AdditionalPropertiesAllowed = true;
        schemas[Common] = general;
        schemas[Body] = new OpenApiSchema
        {
            Description = general.Description,
            AllOf = [new OpenApiSchemaReference(Common, document), choice],
        };
        ShowExamples(document, workflows);
    }

    /// <summary>Names of workflows may be in any script; keys of OpenAPI may not. No workflow's name ends in a dot.</summary>
    private static string KeyOf(string workflow, int number) =>
        workflow.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? workflow
            : FormattableString.Invariant($"workflow-{number + 1}.");

    private static OpenApiSchema BodyOf(RequestSchema workflow, OpenApiSchema general, OpenApiDocument document)
    {
        var isNeeded = workflow.Parameters.TryGetProperty("required", out var required) && required.GetArrayLength() > 0;
        var properties = new Dictionary<string, IOpenApiSchema>(general.Properties!)
        {
            [WorkflowName] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [workflow.Workflow] },
            ["parameters"] = OpenApiModelFactory.Parse<OpenApiSchema>(
                workflow.Parameters.GetRawText(), OpenApiSpecVersion.OpenApi3_1, document, out _)!,
        };
        return new()
        {
            Type = JsonSchemaType.Object,
            Description = workflow.Title ?? workflow.Workflow,
            Properties = properties,
            Required = new HashSet<string>(isNeeded ? [WorkflowName, "parameters"] : [WorkflowName]),
            AdditionalPropertiesAllowed = false,
        };
    }

    private static void ShowExamples(OpenApiDocument document, IReadOnlyList<RequestSchema> workflows)
    {
        var bodies = document.Paths.SelectMany(path => path.Value.Operations ?? [])
            .Select(operation => operation.Value.RequestBody?.Content)
            .SelectMany(content => content?.Values ?? []).OfType<OpenApiMediaType>()
            .Where(body => body.Schema is OpenApiSchemaReference { Reference.Id: Body });
        foreach (var body in bodies)
        {
            body.Example = null;
            body.Examples = workflows.Index().ToDictionary(
                one => KeyOf(one.Item.Workflow, one.Index), IOpenApiExample (one) => ExampleOf(one.Item));
        }
    }

    private static OpenApiExample ExampleOf(RequestSchema workflow) => new()
    {
        Summary = workflow.Title ?? workflow.Workflow,
        Value = new JsonObject
        {
            [WorkflowName] = workflow.Workflow,
            ["parameters"] = JsonSerializer.SerializeToNode(workflow.Example),
        },
    };
}
