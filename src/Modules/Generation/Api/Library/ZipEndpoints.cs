using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Batches;
using ArtEngine.Generation.Application.Library;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Library;

internal static class ZipEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization().RequirePermission(Permission.Read);
        images.MapGet("/jobs/{jobId:guid}/zip", ZipJobAsync).WithName("ZipJob").WithSummary("Download all outputs of a job")
            .ProducesBytes(StatusCodes.Status200OK, "application/zip").ProducesProblem(StatusCodes.Status404NotFound);
        images.MapGet("/batches/{batchId:guid}/zip", ZipBatchAsync).WithName("ZipBatch")
            .WithSummary("Download all outputs of a batch, in the order of its items")
            .ProducesBytes(StatusCodes.Status200OK, "application/zip").ProducesProblem(StatusCodes.Status404NotFound);
        images.MapPost("/outputs/zip", ZipSelectionAsync).WithName("ZipOutputs").WithSummary("Download some outputs")
            .WithExample("""{"ids":["49bc3009-de0b-4a0d-e553-d8d250dca2a6"]}""")
            .ProducesBytes(StatusCodes.Status200OK, "application/zip")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ZipJobAsync(
        Guid jobId, ClaimsPrincipal caller, ZipOutputs zip, CancellationToken cancellationToken)
    {
        return new ZipResult($"{jobId}", await zip.OfJobAsync(jobId, caller.UserId(), cancellationToken));
    }

    private static async Task<IResult> ZipBatchAsync(
        Guid batchId, ClaimsPrincipal caller, IMediator mediator, ZipBatch zip, CancellationToken cancellationToken)
    {
        var view = await mediator.Send(new GetBatchQuery(batchId, caller.UserId()), cancellationToken);
        return new ZipResult($"{batchId}", zip.OpenAsync(batchId, caller.UserId(), view.Total, cancellationToken));
    }

    private static async Task<IResult> ZipSelectionAsync(
        ZipRequest request, ClaimsPrincipal caller, ZipOutputs zip, CancellationToken cancellationToken)
    {
        return new ZipResult("outputs", await zip.SelectAsync(request.Ids ?? [], caller.UserId(), cancellationToken));
    }
}

/// <summary>Which outputs to put into an archive.</summary>
/// <param name="Ids">Their ids, at most 1,000.</param>
internal sealed record ZipRequest([property: Required] IReadOnlyList<Guid>? Ids);
