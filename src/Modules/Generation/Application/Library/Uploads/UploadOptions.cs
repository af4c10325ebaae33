using System.ComponentModel.DataAnnotations;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>Input pictures, videos, sound and other files.</summary>
internal sealed class UploadOptions
{
    public const string Section = "Uploads";

    /// <summary>Largest input picture, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBytes { get; init; } = 20_971_520;

    /// <summary>Largest input video, in bytes.</summary>
    [Range(1_024, 107_374_182_400)]
    public long MaxVideoBytes { get; init; } = 268_435_456;

    /// <summary>Largest input sound, in bytes.</summary>
    [Range(1_024, 107_374_182_400)]
    public long MaxAudioBytes { get; init; } = 104_857_600;

    /// <summary>Largest other input file, such as a 3D model, in bytes.</summary>
    [Range(1_024, 107_374_182_400)]
    public long MaxFileBytes { get; init; } = 104_857_600;

    /// <summary>
    /// Longest input video or sound, in seconds, where the file tells; longer ones are 422 <c>too_long</c>.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxSeconds { get; init; } = 3_600;

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

    /// <summary>Of a kind the largest file, and the setting that says so.</summary>
    public (long Bytes, string Setting) MostBytes(MediaKind kind) => kind switch
    {
        MediaKind.Video => (MaxVideoBytes, "Uploads:MaxVideoBytes"),
        MediaKind.Audio => (MaxAudioBytes, "Uploads:MaxAudioBytes"),
        MediaKind.File => (MaxFileBytes, "Uploads:MaxFileBytes"),
        _ => (MaxBytes, "Uploads:MaxBytes"),
    };

    /// <summary>The kind of which the largest files are taken.</summary>
    public (long Bytes, string Setting) MostBytes() => Enum.GetValues<MediaKind>().Select(MostBytes).MaxBy(most => most.Bytes);
}
