using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class ComfyKeyEndpoints
{
    private const long MaxBodyBytes = 4 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var key = routes.MapGroup("/auth/comfy-key").WithTags("Users").RequirePermission(Permission.Generate);
        key.MapPut("", SaveAsync).WithName("SaveComfyKey").WithSummary("Store your key of comfy.org")
            .WithDescription(
                "Partner nodes, which have others make the picture, are paid with it, before the operator's. It is kept encrypted, goes " +
                "to ComfyUI servers along with graphs that have such nodes, and is told to nobody else, you included.")
            .WithBodyLimit(MaxBodyBytes).WithExample("""{ "key": "comfyui-3f0c..." }""")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        key.MapGet("", GetAsync).WithName("GetComfyKeyState").WithSummary("Whether you stored a key of comfy.org")
            .WithExample(answer: """{ "is_set": true, "changed_at": "2026-11-22T15:02:01Z" }""");
        key.MapDelete("", DeleteAsync).WithName("DeleteComfyKey").WithSummary("Delete your key of comfy.org")
            .WithDescription("It goes along with no graph from then on; one that a server has already is paid with it.")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<NoContent> SaveAsync(
        ComfyKeyRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new SaveComfyKeyCommand(caller.UserId(), request.Key ?? ""), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<ComfyKeyState> GetAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetComfyKeyStateQuery(caller.UserId()), cancellationToken);

    private static async Task<NoContent> DeleteAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteComfyKeyCommand(caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>A key of comfy.org.</summary>
/// <param name="Key">As comfy.org shows it, up to 500 characters.</param>
internal sealed record ComfyKeyRequest([property: Required, StringLength(500, MinimumLength = 1)] string? Key)
{
    /// <summary>The key is nobody's to read.</summary>
    public override string ToString() => nameof(ComfyKeyRequest);
}
