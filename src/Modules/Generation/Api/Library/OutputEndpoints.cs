using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Outputs;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Library;

internal static class OutputEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization();
        images.MapGet("/outputs", ListOutputsAsync).RequirePermission(Permission.Read).WithName("ListOutputs")
            .WithSummary("Your outputs, newest first")
            .WithDescription(
                "`workflow`, `type` (`image, video, audio, text, 3d, file`), `favourite`, `folder`, `from` and `until` (RFC 3339; " +
                "`until` itself is not meant) choose some of them. So does `text`, of 1 to 20 words: all of them must be among the words " +
                "of the job's `parameters`, or begin one, upper or lower case.")
            .WithExample(answer: $"{{\"outputs\":[{Examples.Output}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapPatch("/outputs/{outputId:guid}", ChangeOutputAsync).RequirePermission(Permission.Generate).WithName("ChangeOutput")
            .WithSummary("Mark an output as a favourite, or not any more")
            .WithDescription("The job of a favourite does not expire.")
            .WithExample("""{"is_favourite":true}""", Examples.Output)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapDelete("/outputs/{outputId:guid}", DeleteOutputAsync).RequirePermission(Permission.Generate).WithName("DeleteOutput")
            .WithSummary("Delete an output of a job that has ended")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        images.MapMethods("/outputs/{outputId:guid}", [HttpMethods.Get, HttpMethods.Head], GetOutputAsync)
            .RequirePermission(Permission.Read).WithName("GetOutput")
            .WithSummary("Download an output").WithDescription(
                "Takes `Range` and `If-None-Match`; the ETag is the SHA-256 of the bytes. With `Minio:PublicEndpoint` set it redirects " +
                "to an " +
                "address at the S3 server that is good for a short time and needs no token. " + VariantParameters.Description)
            .ProducesVariant();
        images.MapMethods("/signed/{outputId:guid}", [HttpMethods.Get, HttpMethods.Head], GetSignedAsync)
            .AllowAnonymous().WithName("GetSignedOutput")
            .WithSummary("Download an output without a token").WithDescription(
                "The `signed_url` of an output leads here. Whoever has it may download the output until it expires, one to two hours " +
                "after it was told. It takes `w`, `h`, `format` and `q` besides, as `GET /image/outputs/{outputId}` does.")
            .ProducesVariant().ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static RouteHandlerBuilder ProducesVariant(this RouteHandlerBuilder builder) => builder.ProducesDownload()
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<OutputPage> ListOutputsAsync(
        string? workflow, string? type, bool? favourite, Guid? folder, DateTimeOffset? from, DateTimeOffset? until, string? text,
        string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(
            new ListOutputsQuery(caller.UserId(), new(workflow, type, favourite, from, until, folder, text), cursor, limit ?? DefaultPage),
            cancellationToken);

    private static Task<OutputView> ChangeOutputAsync(
        Guid outputId, ChangeOutputRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ChangeOutputCommand(outputId, caller.UserId(), request.IsFavourite), cancellationToken);

    private static async Task<IResult> DeleteOutputAsync(
        Guid outputId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteOutputCommand(outputId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> GetSignedAsync(
        Guid outputId, long expires, string sig, int? w, int? h, string? format, int? q, HttpContext context, IMediator mediator,
        CancellationToken cancellationToken)
    {
        // Whoever has the address may show what is there on a page of any origin.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var query = new GetSignedOutputQuery(
            outputId, expires, sig, HttpMethods.IsGet(context.Request.Method), VariantParameters.Read(w, h, format, q));
        return Downloads.Send(await mediator.Send(query, cancellationToken), context);
    }

    // Only a GET is sent to the store itself: the address is signed for nothing else.
    private static async Task<IResult> GetOutputAsync(
        Guid outputId, int? w, int? h, string? format, int? q, ClaimsPrincipal caller, HttpContext context, IMediator mediator,
        CancellationToken cancellationToken)
    {
        var query = new GetOutputQuery(
            outputId, caller.UserId(), HttpMethods.IsGet(context.Request.Method), VariantParameters.Read(w, h, format, q));
        return Downloads.Send(await mediator.Send(query, cancellationToken), context);
    }
}

/// <summary>What to change of an output.</summary>
/// <param name="IsFavourite">Whether it is a favourite.</param>
internal sealed record ChangeOutputRequest([property: Required] bool? IsFavourite);
