namespace ArtEngine.Generation.Domain.Library.Media;

/// <summary>What film or sound says of itself in its headers. They are read as the hints of strangers that they are.</summary>
/// <param name="Seconds">How long it lasts; null when it does not say.</param>
/// <param name="Codec">What the film, else the sound is encoded by, such as <c>h264</c>; null likewise.</param>
/// <param name="Size">Of the film; null likewise.</param>
internal sealed record MediaFacts(double? Seconds, string? Codec, PictureSize? Size = null)
{
    private const int LongestCodec = 32;

    private static readonly MediaFacts None = new(null, null);

    /// <summary>Nothing of what is neither film nor sound.</summary>
    public static MediaFacts Of(FileExcerpt file)
    {
        var facts = UploadFormat.Of(file.Head)?.ContentType switch
        {
            "video/mp4" or "video/quicktime" or "audio/mp4" => Mp4Header.Read(file.Index),
            "video/webm" or "video/x-matroska" => MatroskaHeader.Read(file.Head),
            "video/x-msvideo" => RiffHeader.ReadAvi(file.Head),
            "audio/wav" => RiffHeader.ReadWave(file.Head),
            "audio/flac" => FlacHeader.Read(file.Head),
            "audio/mpeg" => Mp3Header.Read(file.Index),
            "audio/ogg" => OggHeader.Read(file.Head, file.Tail),
            _ => None,
        };
        return new(
            facts.Seconds is > 0 && double.IsFinite(facts.Seconds.Value) ? facts.Seconds : null,
            facts.Codec is { Length: > 0 and <= LongestCodec } codec && codec.All(letter => letter is > ' ' and < '\x7F') ? codec : null,
            facts.Size is { Width: > 0, Height: > 0 } ? facts.Size : null);
    }
}
