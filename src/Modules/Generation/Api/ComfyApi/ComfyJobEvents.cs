using System.Buffers;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>The events of a job in the words of Comfy API v2.</summary>
internal sealed class ComfyJobEvents(
    FollowJob follow, ComfyJobs jobs, Assets assets, StreamLimiter limiter, ListenerTerms terms, IOptions<JsonOptions> json)
{
    public async Task WriteAsync(Guid jobId, string? lastEventId, HttpContext context, CancellationToken cancellationToken)
    {
        var userId = context.User.UserId();
        await jobs.FindAsync(jobId, userId, context.Request, cancellationToken);
        using var lease = limiter.Acquire(userId);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terms.Stopping);
        try
        {
            await ServerSentEvents.StartAsync(context, end.Token);
            await foreach (var told in follow.FollowAsync(jobId, userId, StreamCursor.Parse(lastEventId), end.Token))
            {
                Write(context, told, jobId);
                await ServerSentEvents.FlushAsync(context, terms.Patience, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener left, or the host stops: it comes back and goes on.
        }
    }

    private void Write(HttpContext context, JobEvent told, Guid jobId)
    {
        var writer = context.Response.BodyWriter;
        if (DataOf(told, jobId, context.Request) is not { } data)
        {
            writer.Write(": \n\n"u8);
            return;
        }

        writer.Write(Encoding.UTF8.GetBytes($"id: {told.Cursor}\nevent: {told.Name}\ndata: "));
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), json.Value.SerializerOptions));
        writer.Write("\n\n"u8);
    }

    /// <summary>Null when there is nothing to tell but that the stream is alive.</summary>
    private object? DataOf(JobEvent told, Guid jobId, HttpRequest request) => told.Data switch
    {
        StatusEvent status => new ComfyStatus(status.Status, status.QueuePosition),
        JobProgress progress => ComfyJobs.Of(progress),
        PreviewEvent preview => new ComfyPreview(preview.Node ?? "", preview.ContentType, preview.Image),
        OutputView output => assets.Of(output, jobId, request),
        _ => null,
    };
}

/// <summary>A status of a job.</summary>
internal sealed record ComfyStatus(JobStatus Status, int? QueuePosition);

/// <summary>A picture on the way.</summary>
internal sealed record ComfyPreview(string NodeId, string ContentType, ReadOnlyMemory<byte> DataBase64);
