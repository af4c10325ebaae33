using System.Collections.Concurrent;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Which nodes of which prompts send their result as a picture: all other pictures are previews.</summary>
internal sealed class PictureSenders
{
    /// <summary>Far more prompts than a server has; some end without a word.</summary>
    private const int MostPrompts = 1_000;

    private readonly ConcurrentDictionary<Guid, IReadOnlySet<string>> _nodes = new();

    public bool Any => !_nodes.IsEmpty;

    public void Add(Guid promptId, IReadOnlySet<string> nodes)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        if (_nodes.Count >= MostPrompts)
        {
            _nodes.Clear();
        }

        _nodes[promptId] = nodes;
    }

    public void Remove(Guid promptId) => _nodes.TryRemove(promptId, out _);

    public void Clear() => _nodes.Clear();

    public bool IsResult(RenderPreviewed picture) =>
        picture.Node is { } node && _nodes.TryGetValue(picture.PromptId, out var nodes) && nodes.Contains(node);
}
