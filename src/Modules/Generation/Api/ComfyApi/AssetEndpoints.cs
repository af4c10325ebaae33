using System.Buffers;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Application.Library;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.ComfyApi;

internal static class AssetEndpoints
{
    private const string Prefix = "blake3:";
    private const int Digits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        var assets = routes.MapGroup($"{ComfyApiDialect.Root}/assets").Grouped();
        assets.MapMethods("/by-hash/{hash}", [HttpMethods.Head], HasAsync).RequirePermission(Permission.Read).WithName("ComfyHeadAsset")
            .WithSummary("Whether bytes of this hash are there").Produces(StatusCodes.Status200OK)
            .ProducesProblem(StatusCodes.Status404NotFound);
        assets.MapPost("/from-hash", FromHashAsync).RequirePermission(Permission.Generate).WithName("ComfyAssetFromHash")
            .WithSummary("An asset of bytes that are there").WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes")
            .Produces<AssetView>(StatusCodes.Status200OK).ProducesProblem(StatusCodes.Status404NotFound);
        assets.MapPost("/", PostAsync).RequirePermission(Permission.Generate).WithName("ComfyPostAsset")
            .WithSummary("Upload an asset")
            .WithDescription("A form with `content_type`, `file_path`, `expected_hash`, `tags`, and `file` last.")
            .WithBodyLimit(maxUploadBytes + maxBodyBytes, "Uploads:MaxBytes")
            .WithMetadata(new AcceptsMetadata(["multipart/form-data"], typeof(AssetForm)))
            .Produces<AssetView>(StatusCodes.Status200OK).Produces<AssetView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict);
        assets.MapGet("/{id:guid}", GetAsync).RequirePermission(Permission.Read).WithName("ComfyGetAsset").WithSummary("An asset")
            .ProducesProblem(StatusCodes.Status404NotFound);
        assets.MapDelete("/{id:guid}", DeleteAsync).RequirePermission(Permission.Generate).WithName("ComfyDeleteAsset")
            .WithSummary("Delete an asset").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        assets.MapMethods("/{id:guid}/content", [HttpMethods.Get, HttpMethods.Head], ContentAsync).RequirePermission(Permission.Read)
            .WithName("ComfyGetAssetContent").WithSummary("Download an asset").ProducesDownload();
    }

    private static async Task<IResult> HasAsync(
        string hash, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        var blake3 = DigitsOf(Uri.UnescapeDataString(hash));
        if (blake3 is null)
        {
            return TypedResults.NotFound();
        }

        await mediator.Send(new FindUploadQuery(blake3, caller.UserId(), Uses: false), cancellationToken);
        return TypedResults.Ok();
    }

    private static async Task<AssetView> FromHashAsync(
        FromHashRequest body, HttpContext context, Assets assets, IMediator mediator, CancellationToken cancellationToken)
    {
        var blake3 = DigitsOf(body.Hash) ?? throw NoHash("/hash");
        var found = await mediator.Send(new FindUploadQuery(blake3, context.User.UserId(), Uses: true), cancellationToken);
        return assets.Of(found, context.Request, isNew: false);
    }

    private static async Task<IResult> PostAsync(
        HttpContext context, Assets assets, IMediator mediator, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>();
        await foreach (var part in FormParts.ReadAsync(context.Request, cancellationToken))
        {
            if (!part.IsFile)
            {
                fields[part.Name] = await part.TextAsync(cancellationToken);
                continue;
            }

            var expected = fields.GetValueOrDefault("expected_hash");
            var command = new UploadImageCommand(context.User.UserId(), part.Content, context.Request.ContentLength)
            {
                Blake3 = expected is null ? null : DigitsOf(expected) ?? throw NoHash("/expected_hash"),
            };
            var stored = await mediator.Send(command, cancellationToken);
            var asset = assets.Of(stored.Picture, context.Request, stored.IsNew);
            return stored.IsNew ? TypedResults.Created($"{ComfyApiDialect.Root}/assets/{asset.Id}", asset) : TypedResults.Ok(asset);
        }

        throw new AppException(ErrorKind.Invalid, "invalid_request", "The form has no file; send it last.");
    }

    private static Task<AssetView> GetAsync(Guid id, HttpContext context, Assets assets, CancellationToken cancellationToken) =>
        assets.FindAsync(id, context.User.UserId(), context.Request, cancellationToken);

    private static async Task<IResult> DeleteAsync(Guid id, ClaimsPrincipal caller, Assets assets, CancellationToken cancellationToken)
    {
        await assets.DeleteAsync(id, caller.UserId(), cancellationToken);
        return TypedResults.NoContent();
    }

    // Only a GET is sent to the store itself: the address is signed for nothing else.
    private static async Task<IResult> ContentAsync(Guid id, HttpContext context, Assets assets, CancellationToken cancellationToken) =>
        Downloads.Send(
            await assets.OpenAsync(id, context.User.UserId(), HttpMethods.IsGet(context.Request.Method), cancellationToken), context);

    private static string? DigitsOf(string? hash) =>
        hash?.StartsWith(Prefix, StringComparison.Ordinal) == true && hash.Length == Prefix.Length + Digits &&
        hash.AsSpan(Prefix.Length).IndexOfAnyExcept(HexDigits) < 0
            ? hash[Prefix.Length..]
            : null;

    private static AppException NoHash(string pointer) =>
        new(ErrorKind.Invalid, "invalid_request", "The hash is not right.")
        {
            Errors = [new(pointer, $"It must be \"{Prefix}\" and {Digits} hex digits.")],
        };
}

/// <summary>Bytes that are there.</summary>
/// <param name="Hash"><c>blake3:</c> and 64 hex digits.</param>
/// <param name="FilePath">Taken, without effect: an asset is called by its id.</param>
/// <param name="Tags">Taken, without effect.</param>
/// <param name="ExpiresIn">Taken, without effect: assets stay as long as the operator says.</param>
internal sealed record FromHashRequest(
    [property: Required] string? Hash, string? FilePath = null, IReadOnlyList<string>? Tags = null, int? ExpiresIn = null);

/// <summary>What is sent as multipart/form-data, the file last.</summary>
internal sealed record AssetForm(
    [property: Required] IFormFile File, string? ContentType, string? FilePath, string? ExpectedHash, IReadOnlyList<string>? Tags,
    int? ExpiresIn);
