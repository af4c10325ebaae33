using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>One kept output of a job; the bytes lie in the store under <see cref="StorageKey"/>.</summary>
internal sealed class JobOutput
{
    /// <summary>Added to the place of outputs of other nodes than the marked one.</summary>
    public const int OfOtherNodes = 1_000_000;

    private const int LongestName = 1_000;
    private const int LongestWord = 200;

    public required Guid Id { get; init; }

    public required Guid JobId { get; init; }

    /// <summary>The job's owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The job's workflow.</summary>
    public required string WorkflowName { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether its owner marked it: its job does not expire.</summary>
    public bool IsFavourite { get; private init; }

    /// <summary>The folder of its owner that it is in; null for none.</summary>
    public Guid? FolderId { get; private init; }

    /// <summary>From 0; the marked output node's come first.</summary>
    public required int Position { get; init; }

    /// <summary>From 0 in the order in which the attempt made them.</summary>
    public int Number => Position % OfOtherNodes;

    public required string NodeId { get; init => field = ForeignText.Clean(value, LongestWord); }

    /// <summary>The file's name at ComfyUI.</summary>
    public required string Name { get; init => field = ForeignText.Clean(value, LongestName); }

    /// <summary><c>image, video, audio, text, 3d</c> or <c>file</c>.</summary>
    public required string Type { get; init; }

    public required string ContentType { get; init => field = ForeignText.Clean(value, LongestWord); }

    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the bytes, 64 lower-case hex digits.</summary>
    public required string Hash { get; init; }

    /// <summary>BLAKE3 of the bytes, likewise; null for outputs of older versions.</summary>
    public string? Blake3 { get; init; }

    /// <summary>Whether the server still had all that it was made of: at most its saver ran.</summary>
    public bool IsReused { get; set; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>Of film and sound, where the file says it.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>What the film, else the sound is encoded by, such as <c>h264</c>, where the file says it.</summary>
    public string? Codec { get; init; }

    public required string StorageKey { get; init; }

    /// <summary>Where it lies at the server, while the job's lane knows it; not stored.</summary>
    public ServerFile? At { get; init; }
}
