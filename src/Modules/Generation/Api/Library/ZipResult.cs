using System.IO.Compression;
using ArtEngine.Generation.Application.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.Generation.Api.Library;

/// <summary>An archive that is made while it is sent: nothing of it is kept in memory or on the disk.</summary>
internal sealed class ZipResult(string name, IAsyncEnumerable<ArchivedFile> files) : IResult
{
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.zip\"";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await using var body = new ArchiveBody(context.Response.Body);
            await WriteAsync(body, context.RequestAborted);
            await body.FlushAsync(context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException && !context.RequestAborted.IsCancellationRequested)
        {
            // The store is away: an archive that breaks off is told from one that is whole.
            context.Abort();
        }
    }

    private async Task WriteAsync(ArchiveBody body, CancellationToken cancellationToken)
    {
        await using var archive = await ZipArchive.CreateAsync(
            body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await foreach (var file in files.WithCancellation(cancellationToken))
        {
            // Pictures are compressed already.
            var entry = archive.CreateEntry(file.Name, CompressionLevel.NoCompression);
            entry.LastWriteTime = file.CreatedAt;
            await using var content = await entry.OpenAsync(cancellationToken);
            await file.Bytes.CopyToAsync(content, cancellationToken);
        }
    }
}
