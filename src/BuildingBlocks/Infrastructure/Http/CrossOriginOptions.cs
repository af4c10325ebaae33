namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Pages of other origins that browsers let call the service; its own pages always may.</summary>
public sealed class CrossOriginOptions
{
    public const string Section = "Cors";

    /// <summary>Lets in every origin, without cookies and other credentials that a browser adds by itself.</summary>
    public const string Any = "*";

    /// <summary>
    /// Origins such as <c>https://studio.example.com</c>: scheme, host and port, nothing behind. <c>*</c> stands for all. For
    /// requests and for WebSockets alike.
    /// </summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Whether a page of that origin may call.</summary>
    internal bool Allow(string origin) => Origins.Contains(Any) || Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>What no browser ever sends as an origin, in sentences.</summary>
    internal IEnumerable<string> Faults() => Origins.Where(origin => origin != Any && !IsOrigin(origin)).Select(origin =>
        $"Cors:Origins has \"{origin}\". Write an origin as browsers send it, such as https://studio.example.com.");

    private static bool IsOrigin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) &&
        uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
