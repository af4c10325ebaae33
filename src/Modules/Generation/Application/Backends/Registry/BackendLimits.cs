namespace ArtEngine.Generation.Application.Backends.Registry;

/// <summary>What a ComfyUI server may be given.</summary>
internal static class BackendLimits
{
    public const int MaxDepth = 16;
    public const int MaxWeight = 1_000;
    public const string HeadersRule = "At most 20 headers are allowed, without line breaks, of at most 4,000 characters each.";

    private const int MaxHeaders = 20;
    private const int MaxHeader = 4_000;

    public static bool AreHeaders(IReadOnlyDictionary<string, string>? headers) => headers is null || (headers.Count <= MaxHeaders &&
        headers.All(header => header.Key.Length is > 0 and <= 100 && header.Value is { Length: <= MaxHeader } value &&
            !value.Any(char.IsControl)));
}
