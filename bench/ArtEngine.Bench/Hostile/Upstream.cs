using Microsoft.AspNetCore.Http;

namespace ArtEngine.Bench.Hostile;

/// <summary>The true server behind a hostile one.</summary>
internal sealed class Upstream(Uri address) : IDisposable
{
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address { get; } = address;

    public static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.ToArray();
    }

    /// <summary>Whoever asked may be gone meanwhile: what was sent whole has its effect.</summary>
    public async Task<TrueAnswer> AskAsync(HttpRequest request, byte[] body)
    {
        using var message = new HttpRequestMessage(new(request.Method), $"{request.Path}{request.QueryString}");
        if (body.Length > 0 || HttpMethods.IsPost(request.Method))
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        using var answer = await _http.SendAsync(message);
        return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What the true server said.</summary>
internal sealed record TrueAnswer(int Status, string? ContentType, byte[] Body)
{
    public static TrueAnswer Empty { get; } = new(StatusCodes.Status200OK, "application/json; charset=utf-8", []);

    public async Task WriteAsync(HttpContext context)
    {
        WriteHead(context);
        context.Response.ContentLength = Body.Length;
        await context.Response.Body.WriteAsync(Body, context.RequestAborted);
    }

    public void WriteHead(HttpContext context) => (context.Response.StatusCode, context.Response.ContentType) = (Status, ContentType);
}
