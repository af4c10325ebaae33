using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Input pictures.</summary>
internal sealed class UploadOptions
{
    public const string Section = "Uploads";

    /// <summary>Largest body of <c>POST /image/uploads</c>, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBytes { get; init; } = 20_971_520;

    /// <summary>
    /// Most pixels of an input picture, width times height: a small file may unpack to more memory than a ComfyUI server has. More
    /// are refused with 422 <c>too_many_pixels</c>.
    /// </summary>
    [Range(1, 10_000_000_000)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Bytes that the input pictures of one user may take; beyond them 409 <c>uploads_full</c>.</summary>
    [Range(1_024, 1_099_511_627_776)]
    public long MaxBytesPerUser { get; init; } = 1_073_741_824;

    /// <summary>
    /// Hosts that pictures are fetched from when a caller gives an https address for one: <c>pictures.example.com</c>,
    /// <c>*.example.com</c> for all below, <c>*</c> for any of the public internet. None are fetched while it is empty. Addresses
    /// of this machine and of private networks are refused in any case.
    /// </summary>
    /// <example>pictures.example.com</example>
    public IReadOnlyList<string> FetchHosts { get; init; } = [];

    /// <summary>Days after its last use that an input picture is deleted. While a job waits for it, it stays.</summary>
    [Range(1, 3_650)]
    public int KeepDays { get; init; } = 7;
}
