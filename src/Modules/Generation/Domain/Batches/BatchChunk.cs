namespace ArtEngine.Generation.Domain.Batches;

/// <summary>Items of a batch that follow each other, in one row instead of a row for each.</summary>
internal sealed class BatchChunk
{
    /// <summary>Items of one row.</summary>
    public const int Size = 500;

    public required Guid BatchId { get; init; }

    /// <summary>From 0; it begins with the item of <see cref="Size"/> times this.</summary>
    public required int Number { get; init; }

    /// <summary>JSON array with an object for each item: the parameters that are its own.</summary>
    public required string Items { get; init; }
}
