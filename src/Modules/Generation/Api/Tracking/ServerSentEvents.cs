using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>Server-sent events.</summary>
internal static class ServerSentEvents
{
    public static async Task StartAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.WriteAsync("retry: 1000\n\n", cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>The stream is alive.</summary>
    public static void WriteSign(PipeWriter writer) => writer.Write(": \n\n"u8);

    public static void Write(PipeWriter writer, string? id, string name, object data, JsonSerializerOptions json)
    {
        writer.Write(Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"id: {id}\nevent: {name}\ndata: "));
        // One line: no JSON text has a line break of its own.
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), json));
        writer.Write("\n\n"u8);
    }

    /// <summary>A listener that does not read holds back nobody, and is dropped when it goes on so.</summary>
    public static async Task FlushAsync(HttpContext context, TimeSpan patience, CancellationToken cancellationToken)
    {
        var flushing = context.Response.BodyWriter.FlushAsync(cancellationToken);
        if (flushing.IsCompletedSuccessfully)
        {
            return;
        }

        var flushed = flushing.AsTask();
        try
        {
            await flushed.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            context.Abort();
            await flushed;
        }
    }
}
