using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Domain;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Finds the token or API key of a request: in headers, and where browsers cannot set these, in other places.</summary>
internal static class Credentials
{
    public const string Scheme = "Bearer";
    public const string KeyHeader = "X-API-Key";
    public const string QueryParameter = "access_token";

    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>The first one that there is; null when there is none.</summary>
    public static string? Of(HttpRequest request, string? cookie) =>
        OfAuthorization(request) ?? OfKeyHeader(request) ?? OfSubprotocol(request.HttpContext) ?? OfQuery(request) ?? OfPath(request)
            ?? OfCookie(request, cookie);

    private static string? OfAuthorization(HttpRequest request)
    {
        var words = request.Headers.Authorization.ToString().Split(' ', 2);
        return words[0].Equals(Scheme, StringComparison.OrdinalIgnoreCase) ? words.ElementAtOrDefault(1)?.Trim() ?? "" : null;
    }

    private static string? OfKeyHeader(HttpRequest request) => request.Headers[KeyHeader].ToString() is { Length: > 0 } key ? key : null;

    private static string? OfSubprotocol(HttpContext context) => context.WebSockets.WebSocketRequestedProtocols
        .FirstOrDefault(protocol => protocol.StartsWith(WebSocketProtocol.TokenPrefix, StringComparison.Ordinal))
        ?[WebSocketProtocol.TokenPrefix.Length..];

    private static string? OfQuery(HttpRequest request)
    {
        if (request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<TokenInQuery>() is null ||
            request.Query[QueryParameter].ToString() is not { Length: > 0 } token)
        {
            return null;
        }

        // Whoever writes down addresses from here on does not write down tokens.
        request.QueryString = QueryString.Create(request.Query.Where(parameter => parameter.Key != QueryParameter));
        return token;
    }

    // Tokens are too long for it, and live too short for an address that somebody writes into a program's settings.
    private static string? OfPath(HttpRequest request) =>
        request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<KeyInPath>() is not null &&
        request.RouteValues[KeyInPath.RouteValue] is string key && key.StartsWith(ApiKey.Mark, StringComparison.Ordinal)
            ? key
            : null;

    // A browser sends its cookies along with what other sites make it ask.
    private static string? OfCookie(HttpRequest request, string? name) =>
        !string.IsNullOrEmpty(name) && request.Cookies[name] is { Length: > 0 } token && (OnlyReads(request) || IsOfOurPages(request))
            ? token
            : null;

    // The answer to a read stays hidden from other sites, but not what comes by a WebSocket.
    private static bool OnlyReads(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.HttpContext.WebSockets.IsWebSocketRequest;

    private static bool IsOfOurPages(HttpRequest request) => request.Headers[FetchSite].ToString() is { Length: > 0 } site
        ? site == "same-origin"
        : Uri.TryCreate(request.Headers[HeaderNames.Origin].ToString(), UriKind.Absolute, out var origin) &&
            HostOf(origin) == HostOf(request);

    // Behind a proxy with TLS the scheme of the request is not the browser's.
    private static string HostOf(HttpRequest request) => request.Host.Value?.ToLowerInvariant() ?? "";

    private static string HostOf(Uri origin) => origin.Authority.ToLowerInvariant();
}
