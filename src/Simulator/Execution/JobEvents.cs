using ArtEngine.ComfySimulator.Events;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Painting;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>The events of one job: who hears them, and which of them the history keeps.</summary>
internal sealed class JobEvents(PromptItem item, EventHub hub, TimeProvider clock)
{
    private readonly Audience owner = Audience.OnlyOwnerOf(item.ClientId);
    private readonly Audience ownerOrAll = Audience.OwnerOf(item.ClientId);
    private readonly ProgressBook progress = new(item.Id);
    private readonly List<object[]> messages = [];

    public IReadOnlyList<object[]> Messages => messages;

    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Started() => Keep("execution_start", new { PromptId = item.Id, Timestamp = Now }, owner);

    public void Cached(IReadOnlyList<string> nodes) =>
        Keep("execution_cached", new { Nodes = nodes, PromptId = item.Id, Timestamp = Now }, owner);

    public void NodeStarted(string node)
    {
        progress.Start(node);
        TellProgress();
        hub.Send("executing", new { Node = node, DisplayNode = node, PromptId = item.Id }, owner);
    }

    public void NodeShowed(string node, RawJson ui) =>
        hub.Send("executed", new { Node = node, DisplayNode = node, Output = ui, PromptId = item.Id }, owner);

    public void NodeFinished(string node)
    {
        progress.Finish(node);
        TellProgress();
    }

    public void Stepped(string node, int value, int max, Raster? preview)
    {
        progress.Step(node, value, max);
        TellProgress();
        var previewFirst = hub.WantsMetadata(ownerOrAll);
        if (previewFirst)
        {
            TellPreview(node, preview);
        }

        hub.Send("progress", new { Value = value, Max = max, PromptId = item.Id, Node = node }, ownerOrAll);
        if (!previewFirst)
        {
            TellPreview(node, preview);
        }
    }

    /// <summary>To everyone, and once more to the owner: what a node does that names no client and then names one.</summary>
    public void Said(string node, string text)
    {
        hub.SendText(node, text, Audience.Everyone);
        hub.SendText(node, text, owner);
    }

    public void Blocked(string node, string type, IReadOnlyList<string> executed, string message) => hub.Send(
        "execution_error",
        new
        {
            PromptId = item.Id,
            NodeId = node,
            NodeType = type,
            Executed = executed,
            ExceptionMessage = $"Execution Blocked: {message}",
            ExceptionType = "ExecutionBlocked",
            Traceback = Array.Empty<string>(),
            CurrentInputs = Array.Empty<string>(),
            CurrentOutputs = Array.Empty<string>(),
        },
        owner);

    public RawJson Failed(object error) => Keep("execution_error", error, owner);

    public void Interrupted(string node, string type, IReadOnlyList<string> executed) => Keep(
        "execution_interrupted",
        new { PromptId = item.Id, NodeId = node, NodeType = type, Executed = executed, Timestamp = Now },
        ownerOrAll);

    public void Succeeded() => Keep("execution_success", new { PromptId = item.Id, Timestamp = Now }, owner);

    /// <summary>The last word on a job; its history entry is there by now.</summary>
    public void Over() => hub.Send("executing", new { Node = (string?)null, PromptId = item.Id }, owner);

    private void TellProgress() => hub.Send("progress_state", progress.ToMessage(), ownerOrAll);

    private void TellPreview(string node, Raster? preview)
    {
        if (preview is not null)
        {
            hub.SendPreview(() => PngWriter.ToBytes(preview), PreviewMetadata(node), ownerOrAll);
        }
    }

    private object PreviewMetadata(string node) => new
    {
        NodeId = node,
        PromptId = item.Id,
        DisplayNodeId = node,
        ParentNodeId = (string?)null,
        RealNodeId = node,
        ImageType = "image/png",
    };

    private RawJson Keep(string type, object data, Audience audience)
    {
        var raw = ComfyJson.ToRaw(data);
        messages.Add([type, raw]);
        hub.Send(type, raw, audience);
        return raw;
    }
}
