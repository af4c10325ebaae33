using System.Security.Cryptography;
using System.Text;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>Streams rendered files from the server to the store.</summary>
internal sealed class OutputCollector(IRenderServer server, IOutputStore store)
{
    /// <summary>Looked at for width and height.</summary>
    private const int HeadLength = 4_096;

    /// <returns>The outputs that were not stored before; null when a file is gone.</returns>
    public async Task<IReadOnlyList<JobOutput>?> CollectAsync(Render render, IEnumerable<RenderedFile> files, CancellationToken cancellationToken)
    {
        var outputs = new List<JobOutput>();
        foreach (var file in files.Where(file => !render.Kept.Contains(IdOf(render, file))))
        {
            if (await CollectAsync(render, file, render.Kept.Count + outputs.Count, cancellationToken) is not { } output)
            {
                return null;
            }

            outputs.Add(output);
        }

        return outputs;
    }

    private async Task<JobOutput?> CollectAsync(Render render, RenderedFile file, int number, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(file, cancellationToken);
        if (content is null)
        {
            return null;
        }

        await using var bytes = new MeasuringStream(content.Bytes, HeadLength);
        var id = IdOf(render, file);
        // Names come from the server: only the extension is let into the key.
        var key = $"{render.StoragePrefix}/{id:N}{SafeExtension(file.FileName)}";
        await store.SaveAsync(key, bytes, content.ContentType, cancellationToken);
        var size = PictureSize.Read(bytes.Head);
        return new()
        {
            Id = id,
            JobId = render.JobId,
            Position = file.NodeId == render.OutputNodeId ? number : JobOutput.OfOtherNodes + number,
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

    private Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken) => file.Text is { } text
        ? Task.FromResult<RenderedContent?>(new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "text/plain", Stream.Null))
        : server.OpenAsync(file, cancellationToken);

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
    private static Guid IdOf(Render render, RenderedFile file) => new(SHA256.HashData(
        [.. render.AttemptId.ToByteArray(), .. Encoding.UTF8.GetBytes($"{file.NodeId}/{file.Kind}/{file.Index}")]).AsSpan(0, 16));
}
