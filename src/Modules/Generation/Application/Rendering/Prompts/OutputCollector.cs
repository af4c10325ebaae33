using System.Security.Cryptography;
using System.Text;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Library.Metadata;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Library.Media;
using ArtEngine.Generation.Domain.Rendering;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Streams rendered files from the server to the store.</summary>
/// <param name="server">Where they are.</param>
/// <param name="store">Where they go.</param>
/// <param name="usualMetadata">What pictures may say of their making, <c>keep, strip</c> or <c>minimal</c>, unless the job says it.</param>
/// <param name="clock">When they were stored.</param>
internal sealed class OutputCollector(IRenderServer server, IBlobStore store, string usualMetadata, TimeProvider clock)
{
    /// <summary>
    /// Stores the files that are not stored yet, in their order, up to the first that cannot be had or stored.
    /// </summary>
    /// <param name="prompt">Whose they are.</param>
    /// <param name="files">The files.</param>
    /// <param name="cached">The nodes that need not run.</param>
    /// <param name="cancellationToken">The lane ends.</param>
    /// <returns>What was stored now, and what is wrong with the first file that was not; null when all are.</returns>
    public async Task<(IReadOnlyList<JobOutput> Outputs, PromptOutcome? Trouble)> CollectAsync(
        TrackedPrompt prompt, IReadOnlyCollection<RenderedFile> files, IReadOnlyCollection<string> cached,
        CancellationToken cancellationToken)
    {
        var outputs = new List<JobOutput>();
        var reused = ReusedNodes.Of(prompt.Job.Graph, cached);
        // A server may tell of a file twice.
        foreach (var file in files.DistinctBy(file => IdOf(prompt, file)).Where(file => !prompt.Stored.Contains(IdOf(prompt, file))))
        {
            try
            {
                var output = await CollectAsync(prompt, file, prompt.Stored.Count + outputs.Count, cancellationToken);
                output.IsReused = reused.Contains(file.NodeId);
                outputs.Add(output);
            }
            catch (RenderAnswerException exception) when (file.MayBeMissing && (exception.IsFinal || IsMissing(exception)))
            {
                // The node named a path, and no file is there.
            }
            catch (RenderAnswerException exception)
            {
                return (outputs, new PromptOutcome.Troubled(FaultOf(file, exception), exception.IsFinal));
            }
            catch (RenderServerUnavailableException exception)
            {
                return (outputs, new PromptOutcome.Unreachable(exception));
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Everything else is the store's.
                return (outputs, new PromptOutcome.NotStored(exception.Message));
            }
        }

        return (outputs, null);
    }

    private static bool IsMissing(RenderAnswerException exception) =>
        exception is { IsFinal: false, InnerException: FileNotFoundException };

    private static RenderFault FaultOf(RenderedFile file, RenderAnswerException exception) => IsMissing(exception)
        ? new(FaultCodes.OutputMissing, "The render ended well, but its file was gone before it could be fetched.", file.NodeId)
        : new(FaultCodes.OutputUnavailable,
            $"The render ended well, but ComfyUI does not give out a file of node {file.NodeId}: " +
            $"{exception.Message}.", file.NodeId);

    private async Task<JobOutput> CollectAsync(TrackedPrompt prompt, RenderedFile file, int number, CancellationToken cancellationToken)
    {
        await using var content = await OpenAsync(file, cancellationToken)
            ?? throw new RenderAnswerException("the file is not there", inner: new FileNotFoundException());
        EnsurePicture(file, content.ContentType);
        var contentType = TypeOf(file, content.ContentType);
        var metadata = prompt.Job.OutputMetadata ?? usualMetadata;
        var isFiltered = metadata != "keep" && file.Text is null;
        await using var source = isFiltered ? new MetadataFilter(content.Bytes, keepsCredits: metadata == "minimal") : content.Bytes;
        await using var bytes = new MeasuringStream(source);
        var id = IdOf(prompt, file);
        // Names come from the server: only the extension is let into the key.
        var key = $"{prompt.StoragePrefix}/{id:N}{SafeExtension(file.FileName)}";
        try
        {
            await store.SaveAsync(key, bytes, contentType, cancellationToken, isFiltered ? null : content.Length);
        }
        catch (Exception exception) when (
            bytes.SourceFault is RenderAnswerException fault && fault != exception && !cancellationToken.IsCancellationRequested)
        {
            // Stores wrap what goes wrong while they read; it is the server's word that counts.
            throw fault;
        }

        return bytes.Length > 0 || file.Text is not null
            ? Describe(prompt, file, id, number, key, contentType, bytes)
            : throw new RenderAnswerException("it is empty");
    }

    /// <summary>A proxy may answer with a page of its own where a picture should be.</summary>
    private static void EnsurePicture(RenderedFile file, string contentType)
    {
        var isPicture = Path.GetExtension(file.FileName).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".webp" or ".gif";
        if (isPicture && (contentType.StartsWith("text/", StringComparison.Ordinal) || contentType == "application/json"))
        {
            throw new RenderAnswerException($"{contentType} comes in its place");
        }
    }

    private JobOutput Describe(
        TrackedPrompt prompt, RenderedFile file, Guid id, int number, string key, string contentType, MeasuringStream bytes)
    {
        var facts = MediaFacts.Of(bytes.Excerpt);
        var size = PictureSize.Read(bytes.Excerpt.Head) ?? facts.Size;
        return new()
        {
            Id = id,
            JobId = prompt.JobId,
            UserId = prompt.Job.UserId,
            WorkflowName = prompt.Job.WorkflowName,
            CreatedAt = clock.GetUtcNow(),
            Position = prompt.Job.IsMarked(file.NodeId) ? number : JobOutput.OfOtherNodes + number,
            NodeId = file.NodeId,
            Name = file.FileName,
            Type = TypeOf(file.Kind, contentType),
            ContentType = contentType,
            SizeBytes = bytes.Length,
            Hash = bytes.Hash(),
            Blake3 = bytes.Blake3(),
            Width = size?.Width,
            Height = size?.Height,
            DurationSeconds = facts.Seconds,
            Codec = facts.Codec,
            StorageKey = key,
            At = file is { Text: null, Sent: null } ? new(file.Folder, file.Subfolder, file.FileName) : new("", "", ""),
        };
    }

    private Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken) => file switch
    {
        { Text: { } text } => Task.FromResult<RenderedContent?>(Told(Encoding.UTF8.GetBytes(text), "text/plain")),
        { Sent: { } picture } => Task.FromResult<RenderedContent?>(Told(picture.Bytes, picture.ContentType)),
        _ => server.OpenAsync(file, cancellationToken),
    };

    private static RenderedContent Told(ReadOnlyMemory<byte> bytes, string contentType) =>
        new(new MemoryStream(bytes.ToArray(), writable: false), contentType, Stream.Null, bytes.Length);

    /// <summary>ComfyUI gives out drawings as bytes of no type, since a browser runs what is in them.</summary>
    private static string TypeOf(RenderedFile file, string contentType) =>
        contentType == "application/octet-stream" && file.FileName.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)
            ? "image/svg+xml"
            : contentType;

    private static string TypeOf(string kind, string contentType) => (kind, contentType.Split('/')[0]) switch
    {
        (_, "video") => "video",
        (_, "audio") => "audio",
        (_, "image") => "image",
        ("3d", _) or (_, "model") => "3d",
        (_, "text") => "text",
        _ => "file",
    };

    private static string SafeExtension(string fileName)
    {
        var extension = Path.GetExtension(fileName);
        return extension.Length is > 1 and <= 10 && extension.Skip(1).All(char.IsAsciiLetterOrDigit) ? extension.ToLowerInvariant() : "";
    }

    /// <summary>The same for the same file of the same attempt, should it be collected twice, or two nodes or keys tell of it.</summary>
    private static Guid IdOf(TrackedPrompt prompt, RenderedFile file) => new(SHA256.HashData(
        [.. prompt.AttemptId.ToByteArray(), .. Encoding.UTF8.GetBytes(NameOf(file))]).AsSpan(0, 16));

    private static string NameOf(RenderedFile file) => file is { Text: null, Sent: null }
        ? $"{file.Folder}/{file.Subfolder}/{file.FileName}"
        : $"{file.NodeId}/{file.Kind}/{file.Index}";
}
