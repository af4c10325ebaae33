using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Library;

internal static class UploadEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes, (long Bytes, string Setting) most)
    {
        var uploads = routes.MapGroup("/image/uploads").WithTags("Images").RequireAuthorization();
        uploads.MapPost("/", UploadAsync).RequirePermission(Permission.Generate).WithName("UploadImage")
            .WithSummary("Upload an input picture")
            .WithDescription(
                "Takes a picture, video, sound or GLB, as the file `image` of multipart/form-data or as the body itself; what it is, its " +
                "bytes tell, and each kind has its limits. The `id` of the " +
                "answer is what an image " +
                "parameter of a workflow takes. The same bytes again answer 200 and the same picture.")
            .WithBodyLimit(most.Bytes + FormOverhead, most.Setting).WithMetadata(Body).WithExample(answer: Examples.Upload)
            .Produces<UploadView>(StatusCodes.Status200OK).Produces<UploadView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        uploads.MapGet("/", ListUploadsAsync).RequirePermission(Permission.Read).WithName("ListUploads")
            .WithSummary("Your input pictures, newest first")
            .WithExample(answer: $"{{\"uploads\":[{Examples.Upload}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        uploads.MapGet("/{uploadId:guid}", GetUploadAsync).RequirePermission(Permission.Read).WithName("GetUpload")
            .WithSummary("What is known of an input picture")
            .WithExample(answer: Examples.Upload)
            .ProducesProblem(StatusCodes.Status404NotFound);
        uploads.MapMethods("/{uploadId:guid}/content", [HttpMethods.Get, HttpMethods.Head], GetContentAsync)
            .RequirePermission(Permission.Read)
            .WithName("GetUploadContent").WithSummary("Download an input picture").WithDescription("As outputs are downloaded.")
            .ProducesDownload();
        uploads.MapDelete("/{uploadId:guid}", DeleteAsync).RequirePermission(Permission.Generate).WithName("DeleteUpload")
            .WithSummary("Delete an input picture")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    /// <summary>What stands around a file in a form.</summary>
    private const int FormOverhead = 4_096;

    private static AcceptsMetadata Body =>
        new(["multipart/form-data", .. UploadImageCommand.ContentTypes], typeof(UploadForm));

    private static async Task<IResult> UploadAsync(
        HttpRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var content = await UploadBody.OpenAsync(request, cancellationToken);
        var uploaded = await mediator.Send(new UploadImageCommand(caller.UserId(), content, request.ContentLength), cancellationToken);
        return uploaded.IsNew
            ? TypedResults.Created($"/image/uploads/{uploaded.Picture.Id}", uploaded.Picture)
            : TypedResults.Ok(uploaded.Picture);
    }

    private static Task<UploadPage> ListUploadsAsync(
        string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListUploadsQuery(caller.UserId(), cursor, limit ?? DefaultPage), cancellationToken);

    private static Task<UploadView> GetUploadAsync(
        Guid uploadId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetUploadQuery(uploadId, caller.UserId()), cancellationToken);

    // Only a GET is sent to the store itself: the address is signed for nothing else.
    private static async Task<IResult> GetContentAsync(
        Guid uploadId, ClaimsPrincipal caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken) =>
            Downloads.Send(
        await mediator.Send(new GetUploadContentQuery(uploadId, caller.UserId(), HttpMethods.IsGet(context.Request.Method)),
            cancellationToken), context);

    private static async Task<IResult> DeleteAsync(
        Guid uploadId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteUploadCommand(uploadId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What is sent as multipart/form-data.</summary>
/// <param name="Image">The picture.</param>
internal sealed record UploadForm([property: Required] IFormFile Image);
