using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Web;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Speaks ComfyUI's HTTP protocol, as of v0.3.44 and later.</summary>
internal sealed class ComfyUiServer : IRenderServer, IDisposable
{
    /// <summary>A large picture over a slow line.</summary>
    private static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(2);

    private readonly ComfyUiHttp _http;
    private readonly ComfyUiSocket _socket;
    private readonly ComfyUiExtras _extras;

    public ComfyUiServer(string name, ComfyUiHttp http, ComfyUiSocket socket, ComfyUiExtras extras, TimeProvider clock)
    {
        (Name, _http, _socket, _extras) = (name, http, socket, extras);
        Catalog = new ComfyUiCatalog(
            ReadNodeAsync, ReadNodesAsync, token => ComfyUiModels.ReadAsync(http, token),
            token => ComfyUiMachine.ReadAsync(http, token), clock);
    }

    public string Name { get; }

    public IRenderEvents Events => _socket;

    public INodeCatalog Catalog { get; }

    /// <summary>Whether nobody follows it or waits for an answer.</summary>
    public bool IsAtRest => _http.IsAtRest && _socket.IsAtRest;

    public async Task<RenderFault?> SubmitAsync(RenderPrompt prompt, LaneLease lease, CancellationToken cancellationToken)
    {
        _socket.ExpectPictures(prompt.Id, prompt.PictureSenders);
        using var content = new FencedContent(Json(PromptBody(prompt)), lease);
        using var answer = await _http.SendAsync(new(HttpMethod.Post, "prompt") { Content = content }, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.RequestEntityTooLarge)
        {
            return new(FaultCodes.Validation, "The workflow with its parameters is larger than the ComfyUI server takes.");
        }

        if (answer.StatusCode != HttpStatusCode.BadRequest)
        {
            ComfyUiHttp.Ensure(Subject.One, answer);
        }

        var (taken, refusal) =
            await _http.ReadAsync(Subject.One, answer, json => (TakenAs(json), ComfyUiRefusal.Read(json)), cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return refusal ?? throw new RenderAnswerException("/prompt answers 400 without a reason");
        }

        return await JudgeTakenAsync(prompt.Id, taken, refusal, cancellationToken);
    }

    public async Task<UploadAnswer> UploadAsync(
        string name, string contentType, Stream picture, LaneLease lease, CancellationToken cancellationToken)
    {
        // "True" would be ignored, and a name that is taken answered with another one.
        using var form = new MultipartFormDataContent { { new StringContent("input"), "type" },
            { new StringContent("true"), "overwrite" } };
        await using var bytes = new NotingStream(picture);
        form.Add(new StreamContent(bytes) { Headers = { ContentType = new(contentType) } }, "image", name);
        using var content = new FencedContent(form, lease);
        using var answer = await UploadAsync(content, bytes, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.RequestEntityTooLarge)
        {
            return new(null, IsTooLarge: true);
        }

        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.InternalServerError)
        {
            return default;
        }

        ComfyUiHttp.Ensure(Subject.One, answer);
        return new(await _http.ReadAsync(Subject.One, answer, UploadedName, cancellationToken));
    }

    public Task<PromptQueue> ReadQueueAsync(CancellationToken cancellationToken) =>
        _http.AskAsync(Subject.Server, new(HttpMethod.Get, "queue"), ReadQueue, cancellationToken);

    public Task<RenderState?> FindEndAsync(Guid promptId, CancellationToken cancellationToken) => _http.AskAsync(
        Subject.One,
        new(HttpMethod.Get, $"history/{promptId}"),
        json => json.TryGetProperty(promptId.ToString(), out var entry) ? ComfyUiHistory.Read(entry) : null,
        cancellationToken);

    public async Task CancelAsync(Guid promptId, CancellationToken cancellationToken)
    {
        using var answer = await _http.SendAsync(new(HttpMethod.Post, $"api/jobs/{promptId}/cancel"), cancellationToken);
        if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed))
        {
            ComfyUiHttp.Ensure(Subject.One, answer);
            return;
        }

        // Servers before v0.25.0. Before v0.3.56 an interrupt ignores the id: it is sent only while this prompt runs.
        await _http.OrderAsync(Subject.One, JsonPost("queue", new { delete = new[] { promptId } }), cancellationToken);
        if ((await ReadQueueAsync(cancellationToken)).Running.Contains(promptId))
        {
            await _http.OrderAsync(Subject.One, JsonPost("interrupt", new { prompt_id = promptId }), cancellationToken);
        }
    }

    public async Task<RenderedContent?> OpenAsync(RenderedFile file, CancellationToken cancellationToken)
    {
        var answer = await _http.SendAsync(new(HttpMethod.Get, $"view?{AddressOf(file)}"), cancellationToken);
        try
        {
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                answer.Dispose();
                return null;
            }

            ComfyUiHttp.Ensure(Subject.One, answer);
            return await _http.OpenAsync(answer, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public async Task ForgetAsync(IReadOnlyList<Guid> promptIds, IReadOnlyList<ServerFile> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await EmptyAsync(file, cancellationToken);
        }

        await _http.OrderAsync(Subject.One, JsonPost("history", new { delete = promptIds }), cancellationToken);
    }

    public Task FreeMemoryAsync(CancellationToken cancellationToken) =>
        _http.OrderAsync(Subject.One, JsonPost("free", new { unload_models = true, free_memory = true }), cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>Servers delete nothing, but an upload takes the place of a file of its name, and an empty one leaves it empty.</summary>
    private async Task EmptyAsync(ServerFile file, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(file.Folder), "type" }, { new StringContent(file.Subfolder), "subfolder" },
            { new StringContent("true"), "overwrite" }, { new ByteArrayContent([]), "image", file.Name },
        };
        using var answer = await _http.SendAsync(new(HttpMethod.Post, "upload/image") { Content = form }, cancellationToken);
        // A server that does not want it keeps the file: nothing more can be done about that one.
        if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError))
        {
            ComfyUiHttp.Ensure(Subject.One, answer);
        }
    }

    private async Task<RenderFault?> JudgeTakenAsync(Guid promptId, Guid? taken, RenderFault? refusal, CancellationToken cancellationToken)
    {
        if (taken is null)
        {
            throw new RenderAnswerException("/prompt answers without an id");
        }

        if (taken != promptId)
        {
            await CancelAsync(taken.Value, cancellationToken);
            return new(FaultCodes.Validation, "This ComfyUI gives prompts ids of its own; version 0.3.44 or later is needed.");
        }

        if (refusal is not null)
        {
            // Some outputs were taken and others silently dropped: all or nothing.
            await CancelAsync(promptId, cancellationToken);
        }

        return refusal;
    }

    private async Task<HttpResponseMessage> UploadAsync(HttpContent content, NotingStream picture, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(new(HttpMethod.Post, "upload/image") { Content = content }, cancellationToken, UploadTimeout);
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
        var (name, subfolder) = (answer.TextOf("name"), answer.TextOf("subfolder"));
        return string.IsNullOrEmpty(name) || string.IsNullOrEmpty(subfolder) ? name : $"{subfolder}/{name}";
    }

    private static Guid? TakenAs(JsonElement answer) =>
        answer.TryGetProperty("prompt_id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var taken)
            ? taken
            : null;

    /// <summary>A server takes files without a folder for outputs.</summary>
    private static string AddressOf(RenderedFile file)
    {
        var query = HttpUtility.ParseQueryString("");
        (query["filename"], query["subfolder"], query["type"]) = (file.FileName, file.Subfolder, file.Folder);
        return query.ToString()!;
    }

    private static PromptQueue ReadQueue(JsonElement json)
    {
        var (running, pending) = (json.GetProperty("queue_running"), json.GetProperty("queue_pending"));
        return new(IdsOf(running), IdsOf(pending), running.GetArrayLength(), pending.GetArrayLength());
    }

    /// <summary>Other clients may have ids of any form.</summary>
    private static List<Guid> IdsOf(JsonElement items) => [.. items.EnumerateArray().Select(IdOf).OfType<Guid>()];

    private static Guid? IdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array && item.GetArrayLength() > 1 && item[1].ValueKind == JsonValueKind.String &&
            item[1].TryGetGuid(out var id) ? id : null;

    private Task<NodeDescription?> ReadNodeAsync(string classType, CancellationToken cancellationToken) => _http.AskAsync(
        Subject.One, new(HttpMethod.Get, $"object_info/{Uri.EscapeDataString(classType)}"), json =>
            ComfyUiNodes.Read(json, classType), cancellationToken);

    private Task<IReadOnlyDictionary<string, NodeDescription>> ReadNodesAsync(int atMost, CancellationToken cancellationToken) =>
        _http.AskAsync(
            Subject.Server, new(HttpMethod.Get, "object_info"), json => ComfyUiNodes.ReadAll(json, atMost), cancellationToken);

    private byte[] PromptBody(RenderPrompt prompt)
    {
        var body = new ArrayBufferWriter<byte>(prompt.Graph.Length + 256);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WritePropertyName("prompt");
        // As it is: numbers beyond a double and the order of keys survive.
        json.WriteRawValue(prompt.Graph, skipInputValidation: true);
        json.WriteString("client_id", _socket.ClientId);
        json.WriteString("prompt_id", prompt.Id);
        if (prompt.GoesFirst)
        {
            json.WriteBoolean("front", true);
        }

        _extras.Write(json, prompt);
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    private static HttpRequestMessage JsonPost(string path, object body) =>
        new(HttpMethod.Post, path) { Content = Json(JsonSerializer.SerializeToUtf8Bytes(body)) };

    private static ByteArrayContent Json(byte[] json) => new(json) { Headers = { ContentType = new("application/json") } };
}
