using System.Security.Cryptography;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>Streams rendered files from the server to the store.</summary>
internal sealed class OutputCollector(IRenderServer server, IOutputStore store)
{
    private const string KeptFolder = "output";

    /// <summary>Looked at for width and height.</summary>
    private const int HeadLength = 4_096;

    /// <returns>The stored outputs, the marked node's first; null when a file is gone.</returns>
    public async Task<IReadOnlyList<JobOutput>?> CollectAsync(Render render, IReadOnlyList<RenderedFile> files, CancellationToken cancellationToken)
    {
        // Temporary files are previews, unless a workflow makes nothing else.
        var kept = files.Any(file => file.Folder == KeptFolder) ? files.Where(file => file.Folder == KeptFolder) : files;
        var outputs = new List<JobOutput>();
        foreach (var file in kept.OrderByDescending(file => file.NodeId == render.OutputNodeId))
        {
            if (await CollectAsync(render, file, outputs.Count, cancellationToken) is not { } output)
            {
                return null;
            }

            outputs.Add(output);
        }

        return outputs;
    }

    private async Task<JobOutput?> CollectAsync(Render render, RenderedFile file, int position, CancellationToken cancellationToken)
    {
        await using var content = await server.OpenAsync(file, cancellationToken);
        if (content is null)
        {
            return null;
        }

        await using var bytes = new MeasuringStream(content.Bytes, HeadLength);
        // Names come from the server: only the extension is let into the key.
        var key = $"{render.StoragePrefix}/{position}{SafeExtension(file.FileName)}";
        await store.SaveAsync(key, bytes, content.ContentType, cancellationToken);
        var size = PictureSize.Read(bytes.Head);
        return new()
        {
            Id = IdOf(render.AttemptId, position),
            JobId = render.JobId,
            Position = position,
            NodeId = file.NodeId,
            Name = file.FileName,
            Type = TypeOf(file.Kind, content.ContentType),
            ContentType = content.ContentType,
            SizeBytes = bytes.Length,
            Hash = bytes.Hash(),
            Width = size?.Width,
            Height = size?.Height,
            StorageKey = key,
        };
    }

    private static string TypeOf(string kind, string contentType) => (kind, contentType.Split('/')[0]) switch
    {
        (_, "video") => "video",
        (_, "audio") => "audio",
        (_, "image") => "image",
        ("3d", _) => "3d",
        (_, "text") => "text",
        _ => "file",
    };

    private static string SafeExtension(string fileName)
    {
        var extension = Path.GetExtension(fileName);
        return extension.Length is > 1 and <= 10 && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension.ToLowerInvariant() : "";
    }

    /// <summary>The same for the same file of the same attempt, should it be collected twice.</summary>
    private static Guid IdOf(Guid attemptId, int position) =>
        new(SHA256.HashData([.. attemptId.ToByteArray(), .. BitConverter.GetBytes(position)]).AsSpan(0, 16));
}
