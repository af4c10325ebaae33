using System.Collections.Concurrent;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Rendering;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>
/// Brings jobs' input pictures to the server. What the server has is not sent again as long as it lives: it would write
/// the file anew while another prompt may be reading it.
/// </summary>
internal sealed class InputPictures(IRenderServer server, LaneLease lease, IJobPictures pictures, IBlobStore store) : IDisposable
{
    private const int MaxRemembered = 1_000;

    /// <summary>What the server calls the pictures it has, by their hash.</summary>
    private readonly ConcurrentDictionary<string, string> _names = new();

    /// <summary>One after the other: two jobs at once may take the same picture.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <returns>What goes into the graph for its pictures, or why it cannot be sent.</returns>
    public async Task<BroughtPictures> BringAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await BringInTurnAsync(prompt, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The server may be a new process, with other files.</summary>
    public void Forget() => _names.Clear();

    public void Dispose() => _turn.Dispose();

    private async Task<BroughtPictures> BringInTurnAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        var names = new List<InputText>();
        var remembered = new HashSet<string>();
        var inline = prompt.NodesOf(InlinePictures.AreTakenBy);
        foreach (var (nodeId, input, picture) in await pictures.OfJobAsync(prompt.JobId, cancellationToken))
        {
            if (inline.Contains(nodeId))
            {
                if (await TextOfAsync(picture, cancellationToken) is not { } text)
                {
                    return new([], remembered, FaultOf(new(null, picture?.SizeBytes > InlinePictures.MostBytes), nodeId));
                }

                names.Add(new(nodeId, input, text));
                continue;
            }

            var known = picture is null ? null : _names.GetValueOrDefault(picture.Hash!);
            var answer = known is null ? await SendAsync(picture, cancellationToken) : new(known);
            if (answer.Name is not { } name)
            {
                return new([], remembered, FaultOf(answer, nodeId));
            }

            names.Add(new(nodeId, input, name));
            if (known is not null)
            {
                remembered.Add(nodeId);
            }
        }

        return new(names, remembered, null);
    }

    private static RenderFault FaultOf(UploadAnswer answer, string nodeId) => answer.IsTooLarge
        ? new(FaultCodes.InputTooLarge, "An input picture is larger than the ComfyUI server takes.", nodeId)
        : new(FaultCodes.InputMissing, "An input picture is gone, or the ComfyUI server did not take it.", nodeId);

    /// <summary>The picture in Base64; null when it is gone, or too large for a text.</summary>
    private async Task<string?> TextOfAsync(Upload? picture, CancellationToken cancellationToken)
    {
        if (picture is null || picture.SizeBytes > InlinePictures.MostBytes ||
            await store.OpenAsync(picture.StorageKey, cancellationToken) is not { } file)
        {
            return null;
        }

        await using (file)
        {
            var bytes = new byte[picture.SizeBytes];
            await file.ReadExactlyAsync(bytes, cancellationToken);
            return Convert.ToBase64String(bytes);
        }
    }

    private async Task<UploadAnswer> SendAsync(Upload? picture, CancellationToken cancellationToken)
    {
        if (picture is null)
        {
            return default;
        }

        await using var bytes = await store.OpenAsync(picture.StorageKey, cancellationToken);
        if (bytes is null)
        {
            return default;
        }

        // Named by its bytes, so that each picture is there once. Not in a folder: some nodes offer only what lies beside it.
        var asked = $"art-engine-{picture.Hash}{UploadFormat.ExtensionOf(picture.ContentType)}";
        var answer = await server.UploadAsync(asked, picture.ContentType, bytes, lease, cancellationToken);
        if (answer.Name is not null)
        {
            Remember(picture.Hash!, answer.Name);
        }

        return answer;
    }

    private void Remember(string hash, string name)
    {
        if (_names.Count >= MaxRemembered)
        {
            _names.Clear();
        }

        _names[hash] = name;
    }
}

/// <summary>The pictures of a prompt, as the server has them.</summary>
/// <param name="Names">What goes into its graph.</param>
/// <param name="Remembered">The nodes whose pictures were not sent now, because the server has them already.</param>
/// <param name="Fault">Why the prompt cannot be sent; null when it can.</param>
internal sealed record BroughtPictures(IReadOnlyList<InputText> Names, IReadOnlySet<string> Remembered, RenderFault? Fault)
{
    public static readonly BroughtPictures None = new([], new HashSet<string>(), null);
}
