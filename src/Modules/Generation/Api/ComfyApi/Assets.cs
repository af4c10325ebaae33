using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Application.Tracking;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>Uploads and outputs as assets: an id is of one or the other. Times end with Z, as its clients ask for.</summary>
internal sealed class Assets(IMediator mediator, OutputLinks links, PublicAddress address)
{
    public async Task<AssetView> FindAsync(Guid id, Guid userId, HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Of(await mediator.Send(new GetUploadQuery(id, userId), cancellationToken), request);
        }
        catch (AppException unknown) when (unknown.Code == "unknown_upload")
        {
            return await OutputAsync(id, userId, request, cancellationToken);
        }
    }

    public async Task<StoredFile> OpenAsync(Guid id, Guid userId, bool mayLink, CancellationToken cancellationToken)
    {
        try
        {
            return await mediator.Send(new GetUploadContentQuery(id, userId, mayLink), cancellationToken);
        }
        catch (AppException unknown) when (unknown.Code == "unknown_upload")
        {
            return await mediator.Send(new GetOutputQuery(id, userId, mayLink), cancellationToken);
        }
    }

    /// <summary>Deletes an upload or an output, unless a job that has not ended takes or makes it.</summary>
    public async Task DeleteAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new DeleteUploadCommand(id, userId), cancellationToken);
        }
        catch (AppException unknown) when (unknown.Code == "unknown_upload")
        {
            await mediator.Send(new DeleteOutputCommand(id, userId), cancellationToken);
        }
    }

    public AssetView Of(UploadView upload, HttpRequest request, bool? isNew = null) => new(
        upload.Id, upload.Blake3, upload.SizeBytes, upload.ContentType, $"{upload.Id}", isNew, upload.CreatedAt.UtcDateTime,
        address.Of(request, PathOf(upload.Id)), upload.ExpiresAt.UtcDateTime, upload.ExpiresAt.UtcDateTime, JobId: null);

    public ComfyOutput Of(OutputView output, Guid jobId, HttpRequest request) => new(
        output.NodeId, output.Name, TypeOf(output), output.ContentType, output.SizeBytes, output.Id, output.Blake3,
        address.Of(request, output.SignedUrl), links.ExpiresAt.UtcDateTime, jobId);

    private async Task<AssetView> OutputAsync(Guid id, Guid userId, HttpRequest request, CancellationToken cancellationToken)
    {
        var jobId = await mediator.Send(new GetOutputJobQuery(id, userId), cancellationToken);
        var job = await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken);
        var output = job.Outputs.First(one => one.Id == id);
        return new(
            id, output.Blake3, output.SizeBytes, output.ContentType, output.Name, CreatedNew: null,
            (job.CompletedAt ?? job.CreatedAt).UtcDateTime,
            address.Of(request, output.SignedUrl), links.ExpiresAt.UtcDateTime, job.ExpiresAt?.UtcDateTime, jobId);
    }

    private static string PathOf(Guid id) => $"{ComfyApiDialect.Root}/assets/{id}/content";

    private static string TypeOf(OutputView output) => output.Type switch
    {
        "image" or "video" or "audio" or "text" => output.Type,
        _ => output.Name.EndsWith(".latent", StringComparison.OrdinalIgnoreCase) ? "latent" : "file",
    };
}

/// <summary>A file of the caller: an upload or an output.</summary>
/// <param name="Id">What a graph names it by.</param>
/// <param name="Hash"><c>blake3:</c> and 64 hex digits; null for files of older versions.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="ContentType">Its media type, told by its bytes.</param>
/// <param name="FilePath">What it is called.</param>
/// <param name="CreatedNew">Whether its bytes were not there before; only where it is made.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Url">Where the bytes are.</param>
/// <param name="UrlExpiresAt">Until when, UTC.</param>
/// <param name="ExpiresAt">When it is deleted unless it is used before, UTC; null when it is kept.</param>
/// <param name="JobId">The job that made it; null for an upload.</param>
internal sealed record AssetView(
    Guid Id, string? Hash, long SizeBytes, string ContentType, string? FilePath,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? CreatedNew,
    DateTime CreatedAt, string Url, DateTime UrlExpiresAt, DateTime? ExpiresAt, Guid? JobId);

/// <summary>An output of a job; it is an asset, too.</summary>
internal sealed record ComfyOutput(
    string NodeId, string Name, string Type, string ContentType, long SizeBytes, Guid Id, string? Hash, string Url,
    DateTime UrlExpiresAt, Guid JobId);
