using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Puts what is told of a job into ComfyUI's words.</summary>
internal sealed class PromptTeller(Guid jobId)
{
    private readonly List<OutputView> _outputs = [];
    private string? _node;

    public IEnumerable<SocketMessage> Tell(JobEvent told)
    {
        if (told.Data is OutputView output)
        {
            // A node is told with all its files at once.
            _outputs.Add(output);
            yield break;
        }

        foreach (var message in TellOutputs())
        {
            yield return message;
        }

        switch (told.Data)
        {
            case StatusEvent { Status: JobStatus.Running, At: { } at }:
                yield return SocketMessages.Of("execution_start", new { prompt_id = jobId, timestamp = at.ToUnixTimeMilliseconds() });
                yield return SocketMessages.Of(
                    "execution_cached", new { nodes = Array.Empty<string>(), prompt_id = jobId, timestamp = at.ToUnixTimeMilliseconds() });
                break;
            case JobProgress { CurrentNode: { } node } progress:
                foreach (var message in TellProgress(node, progress))
                {
                    yield return message;
                }

                break;
            case PreviewEvent preview:
                yield return SocketMessages.OfPreview(preview.ContentType, preview.Image);
                break;
        }
    }

    public IEnumerable<SocketMessage> TellEnd(JobView job)
    {
        foreach (var message in TellOutputs())
        {
            yield return message;
        }

        var end = PromptViews.EndOf(job);
        yield return SocketMessages.Of((string)end[0], end[1]);
        yield return SocketMessages.Of("executing", new { node = (string?)null, prompt_id = jobId });
    }

    private IEnumerable<SocketMessage> TellProgress(string node, JobProgress progress)
    {
        if (node != _node)
        {
            _node = node;
            yield return SocketMessages.Of("executing", new { node, display_node = node, prompt_id = jobId });
        }

        if (progress.Steps > 0)
        {
            yield return SocketMessages.Of("progress", new { value = progress.Step, max = progress.Steps, prompt_id = jobId, node });
        }
    }

    private IEnumerable<SocketMessage> TellOutputs()
    {
        var files = PromptViews.OutputsOf(_outputs);
        _outputs.Clear();
        return files.Select(node => SocketMessages.Of(
            "executed", new { node = node.Key, display_node = node.Key, output = node.Value, prompt_id = jobId }));
    }
}
