using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Library.Thumbnails;

/// <summary>Outputs in other sizes and formats.</summary>
internal sealed class ThumbnailOptions
{
    public const string Section = "Thumbnails";

    /// <summary>How many are made at the same time on this node; each uses one processor and the memory of one picture.</summary>
    [Range(1, 64)]
    public int Concurrency { get; init; } = 2;

    /// <summary>How many requests may wait for their turn on this node; beyond them, and beyond a quarter for
    /// the pictures of one user, 503 <c>thumbnails_busy</c>.</summary>
    [Range(0, 10_000)]
    public int MaxWaiting { get; init; } = 200;

    /// <summary>Pictures of more pixels, width times height, are not converted: 422 <c>not_convertible</c>.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Files of more bytes are not converted: 422 <c>not_convertible</c>.</summary>
    [Range(1_024, 4_294_967_296)]
    public long MaxBytes { get; init; } = 268_435_456;
}
