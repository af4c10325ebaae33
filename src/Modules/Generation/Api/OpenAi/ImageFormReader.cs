using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>Reads a request that comes as a form with pictures; each picture becomes an upload as it arrives.</summary>
internal sealed class ImageFormReader(IMediator mediator, IOptions<UploadOptions> uploads, IOptions<JsonOptions> json)
{
    /// <summary>Pictures of one form, the mask aside.</summary>
    public const int MostPictures = 4;

    private static readonly string[] Numbers = ["n", "seed", "output_compression", "partial_images", "stream"];
    private static readonly string[] Texts =
    [
        "model", "prompt", "size", "quality", "response_format", "output_format", "background", "style", "moderation", "input_fidelity",
        "user",
    ];

    public async Task<(ImageRequest Request, IReadOnlyList<Guid> Pictures, Guid? Mask)> ReadAsync(
        HttpRequest request, Guid userId, CancellationToken cancellationToken)
    {
        var fields = new JsonObject();
        var pictures = new List<Guid>();
        Guid? mask = null;
        await foreach (var part in FormParts.ReadAsync(request, cancellationToken))
        {
            switch (part)
            {
                case { IsFile: true, Name: "image" or "image[]" } when pictures.Count < MostPictures:
                    pictures.Add(await StoreAsync(part.Content, userId, cancellationToken));
                    break;
                case { IsFile: true, Name: "mask" } when mask is null:
                    mask = await StoreAsync(part.Content, userId, cancellationToken);
                    break;
                case { IsFile: false }:
                    fields[part.Name] = Value(part.Name, await part.TextAsync(cancellationToken));
                    break;
                default:
                    throw ImageWorkflow.Invalid(
                        part.Name, $"Pictures are sent as image, or image[] up to {MostPictures} times, and one as mask.");
            }
        }

        return (Request(fields), pictures, mask);
    }

    private ImageRequest Request(JsonObject fields)
    {
        try
        {
            return fields.Deserialize<ImageRequest>(json.Value.SerializerOptions)!;
        }
        catch (JsonException fault)
        {
            throw ImageWorkflow.Invalid((fault.Path ?? "$").TrimStart('$', '.'), "It has the wrong type.");
        }
    }

    private async Task<Guid> StoreAsync(Stream content, Guid userId, CancellationToken cancellationToken)
    {
        await using var limited = new LimitedStream(content, uploads.Value.MaxBytes, "Uploads:MaxBytes");
        return (await mediator.Send(new UploadImageCommand(userId, limited, MostBytes: null), cancellationToken)).Picture.Id;
    }

    /// <summary>Forms have texts only. Numbers and booleans are read as such, except in members that are texts.</summary>
    private static JsonNode? Value(string name, string text) =>
        Texts.Contains(name) ? text
        : text is "true" or "false" ? text == "true"
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && !Numbers.Contains(name) ? number
        : text;
}
