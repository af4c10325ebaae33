using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>The few kinds of answer a ComfyUI server gives.</summary>
internal static class Answers
{
    public static Task JsonAsync(this HttpContext context, object? value, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return BytesAsync(context, ComfyJson.ToBytes(value));
    }

    public static Task TextAsync(this HttpContext context, string text, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return BytesAsync(context, System.Text.Encoding.UTF8.GetBytes(text));
    }

    public static Task EmptyAsync(this HttpContext context, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>What Python's web server says when a handler raised.</summary>
    public static Task TroubleAsync(this HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return context.TextAsync("500 Internal Server Error\n\nServer got itself in trouble", StatusCodes.Status500InternalServerError);
    }

    /// <summary>
    /// The body as JSON, whatever its content type says. Null when it is empty. It is read to its end even when the
    /// client has gone meanwhile: a job that was sent whole is taken.
    /// </summary>
    public static async Task<JsonNode?> ReadJsonAsync(this HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, CancellationToken.None);
        return body.Length == 0 ? null : ComfyJson.Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static Task BytesAsync(HttpContext context, byte[] bytes)
    {
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
