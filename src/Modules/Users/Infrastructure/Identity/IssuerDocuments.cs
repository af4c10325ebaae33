using Microsoft.IdentityModel.Protocols;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Gets one issuer's documents. The library's own retriever does not pass cancellation on: an issuer that accepts connections and
/// keeps silent held every caller for as long as the connection's own limit.
/// </summary>
/// <param name="http">Bounds the size of answers.</param>
/// <param name="mayUseHttp">Whether documents may come by http, as the first one does.</param>
internal sealed class IssuerDocuments(HttpClient http, bool mayUseHttp) : IDocumentRetriever
{
    /// <summary>What was got, by address.</summary>
    public Dictionary<string, string> Got { get; } = [];

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsSafe(uri, mayUseHttp))
        {
            throw new InvalidDataException($"{address} is no address that may be asked.");
        }

        using var response = await http.GetAsync(uri, cancel);
        response.EnsureSuccessStatusCode();
        return Got[address] = await response.Content.ReadAsStringAsync(cancel);
    }

    public static bool IsSafe(Uri address, bool mayUseHttp) =>
        address.Scheme == Uri.UriSchemeHttps || (mayUseHttp && address.Scheme == Uri.UriSchemeHttp);
}
