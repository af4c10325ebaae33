using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Backends;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Backends;

internal static class ModelEndpoints
{
    private const string Example = """
        {
          "models": [
            { "kind": "checkpoints", "files": [{ "name": "sd_xl_base_1.0.safetensors", "backends": ["gpu-1", "gpu-2"] }] },
            { "kind": "loras", "files": [{ "name": "style/ink.safetensors", "backends": ["gpu-1"] }] }
          ],
          "samplers": ["euler", "dpmpp_2m"],
          "schedulers": ["normal", "karras"]
        }
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/models", ListAsync).WithTags("ComfyUI servers")
        .RequirePermission(Permission.Read).WithName("ListModels")
        .WithSummary("Model files, samplers and schedulers")
        .WithDescription(
            "What the ComfyUI servers that take jobs have at present, by the kinds that ComfyUI knows, so that people can choose. It may " +
            "be a minute old. Who may not administer the servers sees numbers for their names.")
        .WithExample(answer: Example);

    private static async Task<ModelList> ListAsync(
        ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        var models = await mediator.Send(new ListModelsQuery(), cancellationToken);
        if (await rights.IsAdminAsync(caller))
        {
            return models;
        }

        // The same numbers as in the list of servers.
        var list = await mediator.Send(new ListBackendsQuery(), cancellationToken);
        return models.Redacted(list.Backends.Index().ToDictionary(one => one.Item.Name, one => one.Item.Redacted(one.Index + 1).Name));
    }
}
