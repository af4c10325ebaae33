using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Web;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Speaks ComfyUI's HTTP protocol, as of v0.3.44 and later.</summary>
internal sealed class ComfyUiServer : IRenderServer, IDisposable
{
    /// <summary>Well above seconds: saving one large picture stops the server's event loop for more than one.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A large picture over a slow line.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly ComfyUiSocket _socket;

    private readonly ComfyUiCatalog _catalog;

    private int _users;

    public ComfyUiServer(string name, string url, IReadOnlyDictionary<string, string> headers, IWakeups wakeups, TimeProvider clock, ILogger<ComfyUiSocket> log)
    {
        Name = name;
        var root = new Uri(url.TrimEnd('/') + "/");
        _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = root,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        foreach (var (header, value) in headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        }

        _socket = new(root, headers, () => wakeups.RingHere(Topics.Server(Name)), log);
        _catalog = new(ReadNodeAsync, clock);
    }

    public string Name { get; }

    public int? KnownModels => _catalog.KnownModels;

    /// <summary>Whether nobody follows it or waits for an answer.</summary>
    public bool IsAtRest => Volatile.Read(ref _users) == 0;

    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _users);
        try
        {
            await _socket.FollowAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _users);
        }
    }

    public bool TryReadEvent(out RenderEvent happened) => _socket.TryRead(out happened);

    public async Task<RenderFault?> SubmitAsync(Guid promptId, string graph, LaneLease lease, CancellationToken cancellationToken)
    {
        using var content = new FencedContent(Json(PromptBody(promptId, graph)), lease);
        using var answer = await SendAsync(new(HttpMethod.Post, "prompt") { Content = content }, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            return new(FaultCodes.Validation, "The workflow with its parameters is larger than the ComfyUI server takes.");
        }

        if (answer.StatusCode != HttpStatusCode.BadRequest)
        {
            Demand(answer);
        }

        using var json = await ReadJsonAsync(answer, cancellationToken);
        var refusal = ComfyUiRefusal.Read(json.RootElement);
        if (!answer.IsSuccessStatusCode)
        {
            return refusal;
        }

        if (TakenAs(json.RootElement) is { } other && other != promptId)
        {
            await CancelAsync(other, cancellationToken);
            return new(FaultCodes.Validation, "This ComfyUI gives prompts ids of its own; version 0.3.44 or later is needed.");
        }

        if (refusal is not null)
        {
            // Some outputs were taken and others silently dropped: all or nothing.
            await CancelAsync(promptId, cancellationToken);
        }

        return refusal;
    }

    public async Task<string?> UploadAsync(string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken)
    {
        // "True" would be ignored, and a name that is taken answered with another one.
        using var form = new MultipartFormDataContent { { new StringContent("input"), "type" }, { new StringContent("true"), "overwrite" } };
        await using var bytes = new NotingStream(picture);
        form.Add(new StreamContent(bytes) { Headers = { ContentType = new(contentType) } }, "image", name);
        using var content = new FencedContent(form, lease);
        using var answer = await UploadAsync(content, bytes, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.InternalServerError)
        {
            return null;
        }

        Demand(answer);
        using var json = await ReadJsonAsync(answer, cancellationToken);
        return UploadedName(json.RootElement);
    }

    private async Task<HttpResponseMessage> UploadAsync(HttpContent content, NotingStream picture, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(new(HttpMethod.Post, "upload/image") { Content = content }, cancellationToken, UploadTimeout);
        }
        catch (RenderServerUnavailableException) when (picture.Fault is not null)
        {
            // The store's trouble is not the server's.
            throw new IOException(picture.Fault.Message, picture.Fault);
        }
    }

    /// <summary>As nodes that load pictures want it.</summary>
    private static string? UploadedName(JsonElement answer)
    {
        var (name, subfolder) = (Text(answer, "name"), Text(answer, "subfolder"));
        return string.IsNullOrEmpty(name) || string.IsNullOrEmpty(subfolder) ? name : $"{subfolder}/{name}";
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static Guid? TakenAs(JsonElement answer) =>
        answer.TryGetProperty("prompt_id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var taken) ? taken : null;

    public async Task<RenderState> LookUpAsync(Guid promptId, CancellationToken cancellationToken)
    {
        // An ended prompt moves from the queue to the history in one step: the history is read again after the queue.
        return await ReadHistoryAsync(promptId, cancellationToken)
            ?? await FindInQueueAsync(promptId, cancellationToken)
            ?? await ReadHistoryAsync(promptId, cancellationToken)
            ?? new RenderState.Unknown();
    }

    public async Task CancelAsync(Guid promptId, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new(HttpMethod.Post, $"api/jobs/{promptId}/cancel"), cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
        {
            Demand(answer);
            return;
        }

        // Servers before v0.25.0. Before v0.3.56 an interrupt ignores the id: it is sent only while this prompt runs.
        using var deleted = await SendAsync(JsonPost("queue", new { delete = new[] { promptId } }), cancellationToken);
        Demand(deleted);
        if (await FindInQueueAsync(promptId, cancellationToken) is RenderState.Running)
        {
            using var interrupted = await SendAsync(JsonPost("interrupt", new { prompt_id = promptId }), cancellationToken);
            Demand(interrupted);
        }
    }

    public async Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken)
    {
        var query = HttpUtility.ParseQueryString("");
        (query["filename"], query["subfolder"], query["type"]) = (file.FileName, file.Subfolder, file.Folder);
        var answer = await SendAsync(new(HttpMethod.Get, $"view?{query}"), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            answer.Dispose();
            return null;
        }

        Demand(answer);
        var type = answer.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
        return new(await answer.Content.ReadAsStreamAsync(cancellationToken), type, answer);
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, "prompt"), cancellationToken);
        Demand(answer);
    }

    public async Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken)
    {
        using var json = await GetJsonAsync("queue", cancellationToken);
        var (running, pending) = (json.RootElement.GetProperty("queue_running"), json.RootElement.GetProperty("queue_pending"));
        return new(IdsOf(running), IdsOf(pending), running.GetArrayLength() + pending.GetArrayLength());
    }

    public async Task FreeMemoryAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(JsonPost("free", new { unload_models = true, free_memory = true }), cancellationToken);
        Demand(answer);
    }

    public Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken) =>
        _catalog.FindAsync(classType, maxAge, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<RenderState?> ReadHistoryAsync(Guid promptId, CancellationToken cancellationToken)
    {
        using var json = await GetJsonAsync($"history/{promptId}", cancellationToken);
        return json.RootElement.TryGetProperty(promptId.ToString(), out var entry) ? ComfyUiHistory.Read(entry) : null;
    }

    private async Task<RenderState?> FindInQueueAsync(Guid promptId, CancellationToken cancellationToken)
    {
        var queue = await ReadQueueAsync(cancellationToken);
        return queue.Running.Contains(promptId) ? new RenderState.Running()
            : queue.Pending.Contains(promptId) ? new RenderState.Waiting(queue.Running)
            : null;
    }

    /// <summary>Other clients may have ids of any form.</summary>
    private static List<Guid> IdsOf(JsonElement items) =>
        [.. items.EnumerateArray().Select(item => item[1].ValueKind == JsonValueKind.String && item[1].TryGetGuid(out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    private async Task<NodeDescription?> ReadNodeAsync(string classType, CancellationToken cancellationToken)
    {
        using var json = await GetJsonAsync($"object_info/{Uri.EscapeDataString(classType)}", cancellationToken);
        return ComfyUiNodes.Read(json.RootElement, classType);
    }

    private async Task<JsonDocument> GetJsonAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, path), cancellationToken);
        Demand(answer);
        return await ReadJsonAsync(answer, cancellationToken);
    }

    private byte[] PromptBody(Guid promptId, string graph)
    {
        var body = new ArrayBufferWriter<byte>(graph.Length + 256);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        // As it is: numbers beyond a double and the order of keys survive.
        json.WriteRawValue(graph, skipInputValidation: true);
        json.WriteString("client_id", _socket.ClientId);
        json.WriteString("prompt_id", promptId);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private static HttpRequestMessage JsonPost(string path, object body) =>
        new(HttpMethod.Post, path) { Content = Json(JsonSerializer.SerializeToUtf8Bytes(body)) };

    private static ByteArrayContent Json(byte[] json) => new(json) { Headers = { ContentType = new("application/json") } };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, TimeSpan? atMost = null)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(atMost ?? AnswerTimeout);
        Interlocked.Increment(ref _users);
        try
        {
            using (request)
            {
                return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RenderServerUnavailableException(
                exception is OperationCanceledException ? "no answer in time" : exception.Message, IsRefusal(exception), exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new RenderServerUnavailableException("it was removed or moved", inner: exception);
        }
        finally
        {
            Interlocked.Decrement(ref _users);
        }
    }

    /// <summary>Nobody listens at the port: the process is gone, and its queue with it.</summary>
    private static bool IsRefusal(Exception exception) => exception.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return LenientJson.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new RenderServerUnavailableException($"an answer cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static void Demand(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var status = (int)answer.StatusCode;
            var path = answer.RequestMessage?.RequestUri?.AbsolutePath;
            answer.Dispose();
            throw new RenderServerUnavailableException($"{path} answers {status}");
        }
    }
}
