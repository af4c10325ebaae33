namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>The connections to issuers. Redirects are not followed: a token must not travel to where nobody sent it.</summary>
internal sealed class IssuerHttp : IDisposable
{
    private const int LargestAnswer = 1024 * 1024;

    /// <summary>Whoever asks has a shorter limit of its own.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(1);

    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = LargestAnswer,
        Timeout = LongestAnswer,
    };

    public void Dispose() => Client.Dispose();
}
