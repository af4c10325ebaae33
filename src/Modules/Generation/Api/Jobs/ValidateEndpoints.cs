using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Jobs;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Jobs;

internal static class ValidateEndpoints
{
    private const string Example = """
        {
          "workflow_name": "txt2img", "workflow_version": "b36e0d94b1b4", "valid": false, "output_node_id": "7",
          "parameters": { "prompt": "a lighthouse at dusk", "checkpoint": "sdxl.safetensors" },
          "graph": { "1": { "inputs": { "ckpt_name": "sdxl.safetensors" }, "class_type": "CheckpointLoaderSimple" } },
          "backends": [
            {
              "backend": "gpu-1", "valid": false,
              "problems": [
                { "node_id": "1", "class_type": "CheckpointLoaderSimple", "input": "ckpt_name",
                  "reason": "There is no \"sdxl.safetensors\". There are \"sd_xl.safetensors\".", "nearest": "sd_xl.safetensors" }
              ]
            }
          ]
        }
        """;

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes) => routes
        .MapPost("/workflows/{name}/validate", ValidateAsync).WithTags("Workflows")
        .RequirePermission(Permission.Generate).WithName("ValidateWorkflow")
        .WithSummary("What would be sent, and what the servers would say to it")
        .WithDescription(
            "Nothing is stored or queued. Answers the graph with its values, and for each ComfyUI server every problem with node, " +
            "input, reason and the nearest choice; nodes that check inputs themselves may take more. Wrong parameters are refused " +
            "as by `POST /image/generate`. A '/' in `name` is written `%2F`.")
        .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes")
        .WithExample("""{"parameters":{"prompt":"a lighthouse at dusk","checkpoint":"sdxl.safetensors"}}""", Example)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<WorkflowVerdict> ValidateAsync(
        string name, ValidateRequest request, ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator,
        CancellationToken cancellationToken)
    {
        var workflow = name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var verdict = await mediator.Send(
            new ValidateWorkflowQuery(caller.UserId(), workflow, request.Parameters ?? []), cancellationToken);
        return await rights.IsAdminAsync(caller) ? verdict : verdict.Redacted();
    }
}

/// <summary>What would be made.</summary>
/// <param name="Parameters">Values by parameter name; <c>GET /workflows/{name}</c> tells which there are.</param>
internal sealed record ValidateRequest(Dictionary<string, JsonElement>? Parameters);
