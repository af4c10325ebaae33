using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Storage;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>A file's bytes, with ranges and conditions.</summary>
internal sealed class ViewRoute(ComfyServices services)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();
    private static readonly string[] Dangerous =
        ["text/html", "image/svg+xml", "text/javascript", "text/css", "text/xml", "application/xml"];

    public Task ShowAsync(HttpContext context)
    {
        if (services.Faults.Take(FaultBoard.Countdown.View500))
        {
            return context.TroubleAsync();
        }

        if (services.Faults.Take(FaultBoard.Countdown.View404))
        {
            return context.EmptyAsync(StatusCodes.Status404NotFound);
        }

        var (path, status) = Locate(context.Request.Query);
        return path is null ? context.EmptyAsync(status) : SendAsync(context, path);
    }

    private (string? Path, int Status) Locate(IQueryCollection query)
    {
        var name = query["filename"].ToString();
        if (name.Length == 0)
        {
            return (null, StatusCodes.Status404NotFound);
        }

        var type = query.TryGetValue("type", out var given) ? given.ToString() : "output";
        var folder = services.World.Files.FolderOf(type);
        if (name.StartsWith('/') || name.Contains("..", StringComparison.Ordinal) || folder is null)
        {
            return (null, StatusCodes.Status400BadRequest);
        }

        var directory = Path.GetFullPath(Path.Combine(folder, query["subfolder"].ToString()));
        if (!FileStore.IsWithin(folder, directory))
        {
            return (null, StatusCodes.Status403Forbidden);
        }

        var path = Path.Combine(directory, Path.GetFileName(name));
        return File.Exists(path) ? (path, StatusCodes.Status200OK) : (null, StatusCodes.Status404NotFound);
    }

    private static Task SendAsync(HttpContext context, string path)
    {
        var file = new FileInfo(path);
        var type = ContentTypes.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        var isDangerous = Dangerous.Contains(type);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var name = file.Name.Replace("\"", "", StringComparison.Ordinal);
        context.Response.Headers.ContentDisposition = $"{(isDangerous ? "attachment; " : "")}filename=\"{name}\"";
        return TypedResults.PhysicalFile(
            path,
            isDangerous ? "application/octet-stream" : type,
            lastModified: file.LastWriteTimeUtc,
            entityTag: new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\""),
            enableRangeProcessing: true).ExecuteAsync(context);
    }
}
