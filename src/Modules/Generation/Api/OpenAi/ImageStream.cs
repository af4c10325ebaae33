using System.Buffers;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>Tells of the pictures of a request as server-sent events: those on the way, then each as it is done.</summary>
internal sealed class ImageStream(
    FollowJob follow, ImageJobs jobs, ImageAnswer answer, ListenerTerms terms, IOptions<JsonOptions> json)
{
    /// <param name="context">The request.</param>
    /// <param name="order">What was asked for.</param>
    /// <param name="jobIds">Its jobs.</param>
    /// <param name="caller">Whose they are.</param>
    /// <param name="word">What the events begin with: <c>image_generation</c> or <c>image_edit</c>.</param>
    /// <param name="cancellationToken">The caller left.</param>
    public async Task WriteAsync(
        HttpContext context, ImageOrder order, IReadOnlyList<Guid> jobIds, ImageCaller caller, string word,
        CancellationToken cancellationToken)
    {
        await ServerSentEvents.StartAsync(context, cancellationToken);
        try
        {
            foreach (var jobId in jobIds)
            {
                await WritePreviewsAsync(context, order, jobId, caller, word, cancellationToken);
                var picture = await jobs.PictureAsync(jobId, caller.UserId, cancellationToken);
                await WriteCompletedAsync(context, order, picture, caller, word, cancellationToken);
            }
        }
        catch (AppException fault)
        {
            await jobs.AbandonAsync(jobIds, caller.UserId, caller.Key);
            var error = OpenAiProblems.BodyOf(fault.Message, StatusCodes.Status502BadGateway, fault.Code, fault.Errors);
            Write(context, "error", JsonSerializer.SerializeToUtf8Bytes(error, json.Value.SerializerOptions));
            await FlushAsync(context, cancellationToken);
        }
    }

    private async Task WritePreviewsAsync(
        HttpContext context, ImageOrder order, Guid jobId, ImageCaller caller, string word, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, terms.Stopping);
        try
        {
            await WritePreviewsAsync(
                context, order, follow.FollowAsync(jobId, caller.UserId, default, either.Token), caller, word, cancellationToken);
        }
        catch (OperationCanceledException) when (terms.Stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Who asks for the picture next is told so.
        }
    }

    private async Task WritePreviewsAsync(
        HttpContext context, ImageOrder order, IAsyncEnumerable<JobEvent> events, ImageCaller caller, string word,
        CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var told in events)
        {
            if (ReferenceEquals(told, JobEvent.Heartbeat))
            {
                context.Response.BodyWriter.Write(": \n\n"u8);
                await FlushAsync(context, cancellationToken);
            }
            else if (told.Data is PreviewEvent preview && number < (order.Request.PartialImages ?? 0))
            {
                var partial = new PartialImage(
                    $"{word}.partial_image", Convert.ToBase64String(preview.Image.Span), caller.Created, number++,
                    order.Request.Size ?? "auto", order.Request.Quality ?? "auto", order.Request.Background ?? "auto",
                    preview.ContentType.Split('/')[^1]);
                Write(context, partial.Type, JsonSerializer.SerializeToUtf8Bytes(partial, json.Value.SerializerOptions));
                await FlushAsync(context, cancellationToken);
            }
        }
    }

    private async Task WriteCompletedAsync(
        HttpContext context, ImageOrder order, OutputView picture, ImageCaller caller, string word, CancellationToken cancellationToken)
    {
        var body = context.Response.BodyWriter;
        body.Write(Encoding.UTF8.GetBytes($"event: {word}.completed\ndata: "));
        await using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("type", $"{word}.completed");
            writer.WriteNumber("created_at", caller.Created);
            writer.WriteString("size", FormattableString.Invariant($"{picture.Width}x{picture.Height}"));
            writer.WriteString("quality", order.Request.Quality ?? "auto");
            writer.WriteString("background", order.Request.Background ?? "auto");
            writer.WriteString("output_format", order.Request.OutputFormat ?? picture.ContentType.Split('/')[^1]);
            await answer.WritePictureAsync(writer, context, order, picture, caller.UserId, cancellationToken);
            writer.WriteEndObject();
        }

        body.Write("\n\n"u8);
        await FlushAsync(context, cancellationToken);
    }

    private static void Write(HttpContext context, string name, byte[] data)
    {
        context.Response.BodyWriter.Write(Encoding.UTF8.GetBytes($"event: {name}\ndata: "));
        context.Response.BodyWriter.Write(data);
        context.Response.BodyWriter.Write("\n\n"u8);
    }

    private Task FlushAsync(HttpContext context, CancellationToken cancellationToken) =>
        ServerSentEvents.FlushAsync(context, terms.Patience, cancellationToken);
}

/// <summary>A picture on the way.</summary>
internal sealed record PartialImage(
    string Type, string B64Json, long CreatedAt, int PartialImageIndex, string Size, string Quality, string Background,
    string OutputFormat);

/// <summary>Who asked, and how.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Key">What makes a repeated request the same one; null when nothing does.</param>
/// <param name="Created">When, in seconds since 1970.</param>
internal sealed record ImageCaller(Guid UserId, string? Key, long Created);
