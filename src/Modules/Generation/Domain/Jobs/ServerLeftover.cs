namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>
/// What an attempt of a job that has ended left at its server: an entry in its history, and files. It is a row of its own, stored with
/// the job's end and deleted when the server has forgotten, so that it outlives the job.
/// </summary>
internal sealed class ServerLeftover
{
    /// <summary>The attempt's id, by which the server knows the prompt.</summary>
    public required Guid AttemptId { get; init; }

    /// <summary>In the names of files that are the job's own.</summary>
    public required Guid JobId { get; init; }

    public required string Server { get; init; }

    /// <summary>JSON list of the files that are the job's own; null when the server's history has to tell.</summary>
    public string? Files { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The server is not asked before.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>How often it came to nothing.</summary>
    public int Failures { get; init; }
}
