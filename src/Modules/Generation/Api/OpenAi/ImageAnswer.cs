using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Outputs;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>Writes pictures as OpenAI's API does. Base64 goes out as it is read, so that no picture is held in memory.</summary>
internal sealed class ImageAnswer(IMediator mediator, PublicAddress address)
{
    /// <summary>A multiple of three: each piece is whole in Base64.</summary>
    private const int Piece = 3 * 16 * 1024;

    /// <summary>The body of an answer that is no stream.</summary>
    public async Task WriteAsync(
        HttpContext context, ImageOrder order, IReadOnlyList<OutputView> pictures, Guid userId, long created,
        CancellationToken cancellationToken)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteNumber("created", created);
        json.WriteStartArray("data");
        foreach (var picture in pictures)
        {
            json.WriteStartObject();
            await WritePictureAsync(json, context, order, picture, userId, cancellationToken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>One picture's member: its address, or its bytes.</summary>
    public async Task WritePictureAsync(
        Utf8JsonWriter json, HttpContext context, ImageOrder order, OutputView picture, Guid userId, CancellationToken cancellationToken)
    {
        if (order.WantsUrl)
        {
            var format = order.Variant is { } variant
                ? FormattableString.Invariant($"&format={variant.Format}&q={variant.Quality}")
                : "";
            json.WriteString("url", address.Of(context.Request, picture.SignedUrl) + format);
            return;
        }

        var wanted = order.Variant?.ContentType == picture.ContentType ? null : order.Variant;
        var file = await mediator.Send(new GetOutputQuery(picture.Id, userId, MayLink: false, wanted), cancellationToken);
        await using var bytes = file.Bytes!;
        await WriteBase64Async(json, bytes, cancellationToken);
    }

    private static async Task WriteBase64Async(Utf8JsonWriter json, Stream bytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        json.WritePropertyName("b64_json");
        int count;
        while ((count = await bytes.ReadAtLeastAsync(buffer, Piece, throwOnEndOfStream: false, cancellationToken)) == Piece)
        {
            json.WriteBase64StringSegment(buffer, isFinalSegment: false);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteBase64StringSegment(buffer.AsSpan(0, count), isFinalSegment: true);
        await json.FlushAsync(cancellationToken);
    }
}
