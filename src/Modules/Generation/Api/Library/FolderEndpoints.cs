using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Folders;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Library;

internal static class FolderEndpoints
{
    private const string Example = """
        {"id":"01a20dc1-bda5-7c30-9b2c-52f1a3f4b1c2","name":"coast","parent_id":null,"created_at":"2026-11-25T09:00:00Z"}
        """;

    private const string Request = """{"name":"coast","parent_id":null}""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization();
        images.MapGet("/folders", ListAsync).RequirePermission(Permission.Read).WithName("ListFolders")
            .WithSummary("Your folders, by name").WithExample(answer: $$"""{"folders":[{{Example}}]}""");
        images.MapPost("/folders", AddAsync).RequirePermission(Permission.Generate).WithName("AddFolder").WithSummary("Make a folder")
            .WithExample(Request, Example).Produces<FolderView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapPut("/folders/{folderId:guid}", ChangeAsync).RequirePermission(Permission.Generate).WithName("ChangeFolder")
            .WithSummary("Give a folder another name and place").WithExample(Request, Example)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapDelete("/folders/{folderId:guid}", DeleteAsync).RequirePermission(Permission.Generate).WithName("DeleteFolder")
            .WithSummary("Delete a folder with those in it").WithDescription("Outputs stay, in no folder.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        images.MapPost("/outputs/move", MoveAsync).RequirePermission(Permission.Generate).WithName("MoveOutputs")
            .WithSummary("Put outputs into a folder, or into none with null")
            .WithDescription("What is not there, or not any more, is left out.")
            .WithExample("""{"ids":["49bc3009-de0b-4a0d-e553-d8d250dca2a6"],"folder_id":"01a20dc1-bda5-7c30-9b2c-52f1a3f4b1c2"}""")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<FolderList> ListAsync(ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListFoldersQuery(caller.UserId()), cancellationToken);

    private static async Task<IResult> AddAsync(
        FolderRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var folder = await mediator.Send(
            new SaveFolderCommand(Id: null, caller.UserId(), request.Name, request.ParentId), cancellationToken);
        return TypedResults.Created("/image/folders", folder);
    }

    private static Task<FolderView> ChangeAsync(
        Guid folderId, FolderRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new SaveFolderCommand(folderId, caller.UserId(), request.Name, request.ParentId), cancellationToken);

    private static async Task<NoContent> DeleteAsync(
        Guid folderId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteFolderCommand(folderId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> MoveAsync(
        MoveOutputsRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new MoveOutputsCommand(request.Ids, request.FolderId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What a folder is to be.</summary>
/// <param name="Name">What it is called, up to 100 characters; at one place there is one of a name.</param>
/// <param name="ParentId">The folder that it is in; null for none.</param>
internal sealed record FolderRequest([property: Required] string? Name, Guid? ParentId = null);

/// <summary>Which outputs to put where.</summary>
/// <param name="Ids">Their ids, at most 1,000.</param>
/// <param name="FolderId">The folder; null for none.</param>
internal sealed record MoveOutputsRequest([property: Required] IReadOnlyList<Guid>? Ids, Guid? FolderId = null);
