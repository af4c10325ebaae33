namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>
/// An input of a job's graph that takes an uploaded picture. The graph itself holds null there: no text in it, whoever
/// wrote it, can be taken for a picture.
/// </summary>
internal sealed class JobPicture
{
    public required Guid JobId { get; init; }

    public required string NodeId { get; init; }

    public required string Input { get; init; }

    public required Guid UploadId { get; init; }
}
