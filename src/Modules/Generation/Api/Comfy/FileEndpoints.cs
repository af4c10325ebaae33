using System.ComponentModel.DataAnnotations;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Application.Library;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Comfy;

internal static class FileEndpoints
{
    public static void Map(RouteGroupBuilder group, long maxBytes)
    {
        group.MapGet("/view", ViewAsync).RequirePermission(Permission.Read).WithSummary("Download a file").ProducesDownload();
        group.MapPost("/upload/image", UploadAsync).RequirePermission(Permission.Generate).WithBodyLimit(maxBytes, "Uploads:MaxBytes")
            .WithMetadata(new AcceptsMetadata(["multipart/form-data"], typeof(ImageForm))).WithSummary("Upload a file")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ViewAsync(
        string filename, string? type, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        var userId = context.User.UserId();
        var id = FileNames.IdIn(filename) ?? throw new AppException(ErrorKind.NotFound, "not_found", "There is no such file of yours.");
        return Downloads.Send(
            type == "input"
                ? await mediator.Send(new GetUploadContentQuery(id, userId, MayLink: false), cancellationToken)
                : await mediator.Send(new GetOutputQuery(id, userId, MayLink: false), cancellationToken),
            context);
    }

    private static async Task<UploadedFile> UploadAsync(HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        UploadedFile? stored = null;
        await foreach (var part in FormParts.ReadAsync(context.Request, cancellationToken))
        {
            if (part.IsFile && stored is null)
            {
                var command = new UploadImageCommand(context.User.UserId(), part.Content, context.Request.ContentLength);
                var picture = (await mediator.Send(command, cancellationToken)).Picture;
                stored = new(FileNames.Of(picture.Id, picture.ContentType, ""), "", "input");
            }
        }

        return stored ?? throw new AppException(ErrorKind.Invalid, "invalid_request", "The form has no file \"image\".");
    }
}

/// <summary>What is sent as multipart/form-data; what else clients send is without effect.</summary>
internal sealed record ImageForm([property: Required] IFormFile Image);

/// <summary>A file as <c>POST /upload/image</c> answers it.</summary>
internal sealed record UploadedFile(string Name, string Subfolder, string Type);
