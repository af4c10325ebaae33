using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Workflows.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Workflows.Api;

internal static class WorkflowsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var workflows = routes.MapGroup("/workflows").WithTags("Workflows");

        workflows.MapGet("", List)
            .WithName("ListWorkflows")
            .WithSummary("All workflows")
            .WithDescription(
                "What `workflow_name` of `POST /image/generate` takes, with the parameters of each as JSON Schema. "
                + "A workflow with a mistake in its files is listed as `broken`, with the reason; `warnings` tell what may not have been "
                + "meant, and `ignored` which files are no workflows.")
            .WithExample(answer: Examples.List);

        workflows.MapGet("/{name}", Get)
            .WithName("GetWorkflow")
            .WithSummary("One workflow and its parameters")
            .WithDescription(
                "Parameters with types, defaults and limits as JSON Schema, and a request body to start from. "
                + "`name` may end in `.json`; a '/' in it is written `%2F`. Errors: 404 `unknown_workflow`, 422 `broken_workflow`.")
            .WithExample(answer: Examples.Details)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Ok<WorkflowList>> List(IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new ListWorkflowsQuery(), cancellationToken));

    private static async Task<Ok<WorkflowDetails>> Get(string name, IMediator mediator, CancellationToken cancellationToken) =>
        TypedResults.Ok(await mediator.Send(new GetWorkflowQuery(NameIn(name)), cancellationToken));

    /// <summary>Routing leaves the slash of a folder encoded, so that it does not divide the path.</summary>
    public static string NameIn(string route) => route.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
