using System.Text.Json;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>The items of a batch, as they are stored.</summary>
internal static class BatchItems
{
    public static IReadOnlyList<BatchChunk> Split(Guid batchId, IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> items) =>
        [.. items.Chunk(BatchChunk.Size).Select((chunk, number) => new BatchChunk
        {
            BatchId = batchId,
            Number = number,
            Items = JsonSerializer.Serialize(chunk),
        })];

    /// <summary>The parameters that are the items' own, from one item on, up to the end of what is stored with it.</summary>
    public static async Task<IReadOnlyList<Dictionary<string, JsonElement>>> ReadAsync(
        this IBatches batches, Guid batchId, int from, CancellationToken cancellationToken)
    {
        var chunk = await batches.ChunkAsync(batchId, from / BatchChunk.Size, cancellationToken);
        return chunk is null
            ? []
            : [.. JsonSerializer.Deserialize<List<Dictionary<string, JsonElement>>>(chunk)!.Skip(from % BatchChunk.Size)];
    }

    /// <summary>What all items share, with what is this one's own.</summary>
    public static Dictionary<string, JsonElement> ParametersOf(Batch batch, IReadOnlyDictionary<string, JsonElement> item)
    {
        var parameters = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(batch.Parameters)!;
        foreach (var (name, value) in item)
        {
            parameters[name] = value;
        }

        return parameters;
    }
}
