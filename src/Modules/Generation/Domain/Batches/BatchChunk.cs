namespace ArtEngine.Generation.Domain.Batches;

/// <summary>Some items of a batch, one after the other: thousands of rows of their own would say no more.</summary>
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
