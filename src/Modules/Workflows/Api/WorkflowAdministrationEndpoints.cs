using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Workflows.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Workflows.Api;

/// <summary>What administrators do with workflows.</summary>
internal static class WorkflowAdministrationEndpoints
{
    /// <summary>A picture around a graph may be larger than the graph.</summary>
    private const int PictureFactor = 16;

    private const int Overhead = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes, int maxFileBytes)
    {
        var workflows = routes.MapGroup("/workflows").WithTags("Workflows");
        workflows.MapPut("/{name}", StoreAsync).RequirePermission(Permission.Admin).WithName("StoreWorkflow")
            .WithSummary("Store a workflow")
            .WithDescription(
                "In place of the one that has its name, if there is one: 200, else 201. It is stored in the folder of workflows, with " +
                "PostgreSQL in the database, where all nodes have it at once and it goes before a file of its name. What would be listed " +
                "as broken is refused: 422 `broken_workflow`. A '/' in `name` is written `%2F`.")
            .WithBodyLimit((3L * maxFileBytes) + Overhead, "Workflows:MaxFileBytes")
            .WithExample(Examples.StoreRequest, Examples.Details)
            .Produces<WorkflowDetails>(StatusCodes.Status200OK).Produces<WorkflowDetails>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        workflows.MapDelete("/{name}", DeleteAsync).RequirePermission(Permission.Admin).WithName("DeleteWorkflow")
            .WithSummary("Delete a workflow")
            .WithDescription(
                "Jobs that were accepted go on, and can be made again. 409 `workflow_in_folder` when only a file can be deleted.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        workflows.MapPost("/import", ImportAsync).RequirePermission(Permission.Admin).WithName("ImportWorkflow")
            .WithSummary("Look at a file that holds a workflow")
            .WithDescription(
                "The body is the file: a graph of \"Export (API)\", a file of ComfyUI's editor, or a PNG, WebP, FLAC or MP4 that " +
                "ComfyUI saved. Answers the graph, proposed parameters, and what is wrong with it node by node. Nothing is stored: " +
                "send `graph` and `parameters` to `PUT /workflows/{name}`.")
            .WithBodyLimit((long)PictureFactor * maxFileBytes, "Workflows:MaxFileBytes").WithMetadata(AnyFile)
            .WithExample(answer: Examples.Imported)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static AcceptsMetadata AnyFile =>
        new(["application/json", "image/png", "image/webp", "audio/flac", "video/mp4", "application/octet-stream"], typeof(IFormFile));

    private static async Task<IResult> StoreAsync(
        string name, StoreWorkflowRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var answer = await mediator.Send(
            new StoreWorkflowCommand(caller.UserId(), WorkflowsEndpoints.NameIn(name), request.Graph, request.Parameters, request.Editor),
            cancellationToken);
        return answer.IsNew
            ? TypedResults.Created($"/workflows/{Uri.EscapeDataString(answer.Workflow.Name)}", answer.Workflow)
            : TypedResults.Ok(answer.Workflow);
    }

    private static async Task<NoContent> DeleteAsync(
        string name, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteWorkflowCommand(caller.UserId(), WorkflowsEndpoints.NameIn(name)), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<ImportedWorkflow> ImportAsync(HttpRequest request, IMediator mediator, CancellationToken cancellationToken)
    {
        // What is larger than a few kilobytes waits in a temporary file, so that its end can be read before its middle.
        request.EnableBuffering();
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        request.Body.Position = 0;
        return await mediator.Send(new ImportWorkflowQuery(request.Body), cancellationToken);
    }
}

/// <summary>A workflow to be stored.</summary>
/// <param name="Graph">
/// What <c>name.json</c> holds: the graph of "Export (API)", with or without placeholders, or a file of the editor.
/// </param>
/// <param name="Parameters">What <c>name.params.json</c> holds; none when it is left out.</param>
/// <param name="Editor">What <c>name.workflow.json</c> holds, the file of the editor; none when it is left out.</param>
internal sealed record StoreWorkflowRequest(
    [property: Required] JsonElement Graph, JsonElement? Parameters = null, JsonElement? Editor = null);
