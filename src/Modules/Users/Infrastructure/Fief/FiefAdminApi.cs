using System.Net;
using System.Text.Json;
using ArtEngine.Users.Application;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>The part of Fief's Admin API that reads users.</summary>
internal sealed class FiefAdminApi : IUserDirectory, IDisposable
{
    /// <summary>Fief gives no more on one page.</summary>
    private const int PageSize = 100;

    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly FiefUserReader _users;
    private readonly HttpClient? _http;

    public FiefAdminApi(FiefOptions options)
    {
        _users = new(options);
        if (options.HasAdminApi)
        {
            // A redirect would carry the key to another place.
            _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false })
            {
                BaseAddress = options.BaseAddress,
                Timeout = AnswerTimeout,
                MaxResponseContentBufferSize = MaxAnswerBytes,
                DefaultRequestHeaders = { Authorization = new("Bearer", options.AdminApiKey) },
            };
        }
    }

    public bool IsConfigured => _http is not null;

    public Task<DirectoryUser?> FindAsync(string subject, CancellationToken cancellationToken) => AskAsync(
        $"admin/api/users/{Uri.EscapeDataString(subject)}", HttpStatusCode.NotFound, user => _users.Read(user), cancellationToken);

    public async Task<IReadOnlyList<DirectoryUser>> ListAsync(int skip, CancellationToken cancellationToken) => (await AskAsync(
        $"admin/api/users/?limit={PageSize}&skip={skip}",
        missing: null,
        page => page.GetProperty("results").EnumerateArray().Select(_users.Read).ToList(),
        cancellationToken))!;

    public void Dispose() => _http?.Dispose();

    private async Task<T?> AskAsync<T>(string path, HttpStatusCode? missing, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var answer = await _http!.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (answer.StatusCode == missing)
            {
                return null;
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new UserDirectoryUnavailableException($"Fief's Admin API answers {(int)answer.StatusCode}.");
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken), Strict);
            return read(document.RootElement);
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new UserDirectoryUnavailableException("Fief's Admin API does not answer with users as it should.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || IsTimeout(exception, cancellationToken))
        {
            var reason = exception.GetBaseException().Message;
            throw new UserDirectoryUnavailableException($"Fief's Admin API does not answer: {reason}", exception);
        }
    }

    private static bool IsTimeout(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;
}
