namespace ArtEngine.BuildingBlocks;

/// <summary>Reads addresses of servers.</summary>
public static class HttpAddress
{
    /// <summary>The whole http or https address that the text is; null when it is none.</summary>
    public static Uri? Read(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) &&
        (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : null;
}
