using System.Text.Json;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Jobs as ComfyUI shows prompts.</summary>
internal static class PromptViews
{
    private const string ClientId = "client_id";

    /// <summary>What a job keeps of the client that sent it.</summary>
    public static JsonElement Metadata(string clientId) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string> { [ClientId] = clientId });

    /// <summary>The client that gets a job's events; null when the job came another way.</summary>
    public static string? ClientOf(JobView job) =>
        job.Metadata is { ValueKind: JsonValueKind.Object } metadata && metadata.TryGetProperty(ClientId, out var client) &&
        client.ValueKind == JsonValueKind.String ? client.GetString() : null;

    public static long NumberOf(DateTimeOffset createdAt) => createdAt.ToUnixTimeMilliseconds();

    /// <summary>An entry of the queue: number, id, graph, what came with it, nodes that make outputs.</summary>
    public static object[] ItemOf(JobView job) =>
    [
        NumberOf(job.CreatedAt), job.Id, GraphOf(job), ExtraDataOf(job),
        job.Outputs.Select(output => output.NodeId).Distinct().ToList(),
    ];

    /// <summary>An entry of the history.</summary>
    public static object HistoryOf(JobView job) => new
    {
        prompt = ItemOf(job),
        outputs = OutputsOf(job.Outputs),
        status = StatusOf(job),
        meta = new Dictionary<string, object>(),
    };

    /// <summary>How a job ended.</summary>
    public static object StatusOf(JobView job) => new
    {
        status_str = job.Status == JobStatus.Succeeded ? "success" : "error",
        completed = job.Status == JobStatus.Succeeded,
        messages = new object[] { EndOf(job) },
    };

    /// <summary>What came along with a graph.</summary>
    public static object ExtraDataOf(JobView job) => new { client_id = ClientOf(job), create_time = NumberOf(job.CreatedAt) };

    /// <summary>What the last event of a job says, with its name.</summary>
    public static object[] EndOf(JobView job) => job.Status switch
    {
        JobStatus.Succeeded => ["execution_success", new { prompt_id = job.Id, timestamp = NumberOf(job.CompletedAt ?? job.CreatedAt) }],
        JobStatus.Failed =>
        [
            "execution_error",
            new
            {
                prompt_id = job.Id,
                node_id = job.Error?.NodeId ?? "",
                node_type = job.Error?.ClassType ?? "",
                executed = Array.Empty<string>(),
                exception_message = job.Error?.Message ?? "",
                exception_type = job.Error?.Code ?? "",
                traceback = Array.Empty<string>(),
                current_inputs = new Dictionary<string, object>(),
                current_outputs = new Dictionary<string, object>(),
            },
        ],
        _ => ["execution_interrupted", new { prompt_id = job.Id, node_id = "", node_type = "", executed = Array.Empty<string>() }],
    };

    /// <summary>Files by node and kind.</summary>
    public static Dictionary<string, Dictionary<string, List<FileView>>> OutputsOf(IEnumerable<OutputView> outputs) => outputs
        .GroupBy(output => output.NodeId).ToDictionary(
            node => node.Key,
            node => node.GroupBy(KindOf).ToDictionary(kind => kind.Key, kind => kind.Select(FileOf).ToList()));

    /// <summary>The graph that was sent; empty when the job came another way.</summary>
    public static JsonElement GraphOf(JobView job) =>
        job.WorkflowName == RawGraph.WorkflowName && job.Parameters.TryGetProperty(RawGraph.Parameter, out var graph)
            ? graph
            : JsonSerializer.SerializeToElement(new Dictionary<string, object>());

    private static string KindOf(OutputView output) => output.Type switch
    {
        "image" or "video" => "images",
        "audio" => "audio",
        "3d" => "3d",
        _ => "files",
    };

    private static FileView FileOf(OutputView output) => new(FileNames.Of(output.Id, output.ContentType, output.Name), "", "output");
}

/// <summary>A file of a ComfyUI server.</summary>
internal sealed record FileView(string Filename, string Subfolder, string Type);
