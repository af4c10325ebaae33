using System.Net.Sockets;
using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>What an exchange is about: it decides whose trouble a bad answer is.</summary>
internal enum Subject
{
    /// <summary>The server as a whole: a bad answer says that it is not well.</summary>
    Server,

    /// <summary>One prompt, file, class or picture: a bad answer says nothing of the rest.</summary>
    One,
}

/// <summary>
/// Exchanges with one server. Each has a limit for its connection, its headers, the silence between two pieces of its body
/// and, unless it is a file, for all of it. This is the one place that decides what an answer says, and of what.
/// </summary>
internal sealed class ComfyUiHttp : IDisposable
{
    /// <summary>Well above seconds: saving one large picture stops the server's event loop for more than one.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A history entry holds a whole graph, and a queue many.</summary>
    private const long LargestJson = 64 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    private int _underWay;

    public ComfyUiHttp(Uri root, IReadOnlyDictionary<string, string> headers, TimeProvider clock)
    {
        _clock = clock;
        // A redirect would carry the configured headers to wherever it points, and bring back what lies there.
        _http = new(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false
        })
        {
            BaseAddress = root,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        foreach (var (header, value) in headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        }
    }

    /// <summary>Whether nobody waits for an answer.</summary>
    public bool IsAtRest => Volatile.Read(ref _underWay) == 0;

    /// <summary>Sends the request; the answer's body is yet to be read. When nothing answers, the server is away.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken, TimeSpan? atMost = null)
    {
        using var timeout = new CancellationTokenSource(atMost ?? AnswerTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Interlocked.Increment(ref _underWay);
        try
        {
            using (request)
            {
                return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException ||
            (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RenderServerUnavailableException(
                exception is OperationCanceledException
                    ? "no answer in time"
                    : exception.GetBaseException().Message, IsRefusal(exception), exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new RenderServerUnavailableException("it was removed or moved", inner: exception);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Sends the request and reads a JSON object out of its answer, which must be a success.</summary>
    public async Task<T> AskAsync<T>(
        Subject subject, HttpRequestMessage request, Func<JsonElement, T> read, CancellationToken cancellationToken,
        JsonValueKind kind = JsonValueKind.Object)
    {
        using var answer = await SendAsync(request, cancellationToken);
        Ensure(subject, answer);
        return await ReadAsync(subject, answer, read, cancellationToken, kind);
    }

    /// <summary>Sends the request, whose answer must be a success.</summary>
    public async Task OrderAsync(Subject subject, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(request, cancellationToken);
        Ensure(subject, answer);
    }

    /// <summary>Reads a JSON object, or what else is expected, out of an answer, whatever its status.</summary>
    public async Task<T> ReadAsync<T>(
        Subject subject, HttpResponseMessage answer, Func<JsonElement, T> read, CancellationToken cancellationToken,
        JsonValueKind kind = JsonValueKind.Object)
    {
        using var timeout = new CancellationTokenSource(BodyTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var json = LenientJson.Parse(await ReadBytesAsync(answer, either.Token));
            return json.RootElement.ValueKind == kind
                ? read(json.RootElement)
                : throw new JsonException($"{json.RootElement.ValueKind} where {Named(kind)} is expected");
        }
        catch (Exception exception) when (
            IsUnreadable(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = exception is OperationCanceledException ? "it does not end" : exception.Message;
            throw Trouble(subject, $"the answer to {PathOf(answer)} cannot be read: {why}", isFinal: false, exception);
        }
    }

    private static string Named(JsonValueKind kind) => kind == JsonValueKind.Array ? "a list" : "an object";

    /// <summary>The bytes of a file on their way, under the same limits but that of the whole.</summary>
    public async Task<RenderedContent> OpenAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var type = answer.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
        var body = new ComfyUiBody(await answer.Content.ReadAsStreamAsync(cancellationToken), _clock);
        return new(body, type, answer, answer.Content.Headers.ContentLength);
    }

    /// <summary>Throws unless the answer is a success.</summary>
    public static void Ensure(Subject subject, HttpResponseMessage answer)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var status = (int)answer.StatusCode;
        var what = status is >= 300 and < 400 ? $"answers {status}, a redirect, which is not followed" : $"answers {status}";
        throw Trouble(subject, $"{PathOf(answer)} {what}", isFinal: status is 400 or 401 or 403 or 405 or 410 or 413 or 414);
    }

    public void Dispose() => _http.Dispose();

    private static Exception Trouble(Subject subject, string message, bool isFinal, Exception? inner = null) => subject == Subject.Server
        ? new RenderServerUnavailableException(message, inner: inner)
        : new RenderAnswerException(message, isFinal, inner);

    private static async Task<byte[]> ReadBytesAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > LargestJson)
            {
                throw new JsonException($"more than {LargestJson / 1024 / 1024} MiB");
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Whatever a reader stumbles over that the server wrote.</summary>
    private static bool IsUnreadable(Exception exception) =>
        exception is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or IndexOutOfRangeException or ArgumentException;

    private static string PathOf(HttpResponseMessage answer) => answer.RequestMessage?.RequestUri?.AbsolutePath ?? "the request";

    /// <summary>Nobody listens at the port: the process is gone, and its queue with it.</summary>
    private static bool IsRefusal(Exception exception) =>
        exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
