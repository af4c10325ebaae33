using System.Text.Json;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>The words by which the outputs of a job are found: those of its parameters that are texts.</summary>
internal sealed class JobWords
{
    private const int MostWords = 500;
    private const string NodeClass = "class_type";
    private const string NodeInputs = "inputs";

    /// <summary>The job's number.</summary>
    public required long Sequence { get; init; }

    public required Guid JobId { get; init; }

    /// <summary>With spaces between them.</summary>
    public required string Words { get; init; }

    /// <summary>Null when the job has none, or its parameters cannot be read: it ends all the same.</summary>
    public static JobWords? Of(ImageJob job)
    {
        try
        {
            using var parameters = JsonDocument.Parse(job.Parameters);
            var words = SearchWords.Of(job.UserId, Texts(parameters.RootElement), MostWords);
            return words.Count == 0 ? null : new() { Sequence = job.Sequence, JobId = job.Id, Words = string.Join(' ', words) };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Ids are of uploads. Of a graph only the inputs of its nodes are texts of the caller, and lists are links.</summary>
    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString()! is var text => Guid.TryParse(text, out _) ? [] : [text],
        JsonValueKind.Object when value.TryGetProperty(NodeClass, out _) =>
            value.TryGetProperty(NodeInputs, out var inputs) ? Texts(inputs) : [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Texts(member.Value)),
        _ => [],
    };
}
