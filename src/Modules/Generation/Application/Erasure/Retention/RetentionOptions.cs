using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Erasure.Retention;

/// <summary>How long jobs are kept that have ended, with their outputs. A job with a favourite among its outputs stays.</summary>
internal sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Days after its end that a job that succeeded is deleted with its outputs; 0 keeps it for ever.</summary>
    [Range(0, 36_500)]
    public int KeepDays { get; init; }

    /// <summary>Days after its end that a job is deleted that failed, was canceled or expired; 0 keeps it for ever.</summary>
    [Range(0, 36_500)]
    public int KeepFailedDays { get; init; }

    /// <summary>Jobs of one user that are kept after their end, the newest ones; 0 keeps any number.</summary>
    [Range(0, 1_000_000)]
    public int MaxJobsPerUser { get; init; }

    /// <summary>Bytes of the outputs of one user that are kept, those of the newest jobs; 0 keeps any number.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long MaxBytesPerUser { get; init; }
}
