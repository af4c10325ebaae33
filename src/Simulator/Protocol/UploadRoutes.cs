using ArtEngine.ComfySimulator.Graphs;
using ArtEngine.ComfySimulator.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>Files from clients. Nothing checks that they are pictures; a name that is taken gets a number.</summary>
internal sealed class UploadRoutes(ComfyServices services)
{
    /// <summary>A mask goes the same way; the picture it belongs to is only named.</summary>
    public async Task UploadAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        if (form?.Files.GetFile("image") is not { } image)
        {
            await NoFileAsync(context, form);
            return;
        }

        // Multipart writers escape quotes in names; the parser leaves that as it is.
        var fileName = image.FileName.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        var type = form["type"].ToString() is { Length: > 0 } given ? given : "input";
        var folder = services.World.Files.FolderOf(type) ?? throw new MalformedPromptException($"Unknown type {type}.");
        var subfolder = form["subfolder"].ToString();
        var path = Path.GetFullPath(Path.Combine(folder, subfolder, fileName));
        if (fileName.Length == 0 || !FileStore.IsWithin(folder, path))
        {
            await context.EmptyAsync(StatusCodes.Status400BadRequest);
            return;
        }

        Directory.CreateDirectory(Path.GetFullPath(Path.Combine(folder, subfolder)));
        var name = await SaveAsync(image, path, overwrite: form["overwrite"].ToString() is "true" or "1", context.RequestAborted);
        var inside = Path.GetDirectoryName(fileName) ?? "";
        await context.JsonAsync(new { Name = Path.Combine(inside, name), Subfolder = subfolder, Type = type });
    }

    private static Task NoFileAsync(HttpContext context, IFormCollection? form) =>
        form?.ContainsKey("image") == true ? context.TroubleAsync() : context.EmptyAsync(StatusCodes.Status400BadRequest);

    private async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return null;
        }

        var options = new FormOptions { MultipartBodyLengthLimit = services.Options.MaxUploadSize };
        return await context.Request.ReadFormAsync(options, context.RequestAborted);
    }

    private static async Task<string> SaveAsync(IFormFile image, string path, bool overwrite, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await image.CopyToAsync(content, cancellationToken);
        var bytes = content.ToArray();
        var target = overwrite ? path : await FreeNameAsync(path, bytes, cancellationToken);
        await File.WriteAllBytesAsync(target, bytes, cancellationToken);
        return Path.GetFileName(target);
    }

    /// <summary>The same bytes keep their name; others become <c>name (1).png</c> and so on.</summary>
    private static async Task<string> FreeNameAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        var stem = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path));
        var candidate = path;
        for (var number = 1; File.Exists(candidate); number++)
        {
            var present = await File.ReadAllBytesAsync(candidate, cancellationToken);
            if (bytes.AsSpan().SequenceEqual(present))
            {
                return candidate;
            }

            candidate = $"{stem} ({number}){Path.GetExtension(path)}";
        }

        return candidate;
    }
}
