using System.Text.Json;
using ArtEngine.BuildingBlocks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace ArtEngine.Generation.Api.Comfy;

internal static class ComfyBody
{
    /// <summary>Says of an endpoint which JSON it takes, whatever its type is called.</summary>
    public static RouteHandlerBuilder TakesJson<T>(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new AcceptsMetadata(["application/json", "*/*"], typeof(T), isOptional: true));
}

/// <summary>A body of JSON: ComfyUI does not look at its type, and some clients send none, or no body at all.</summary>
/// <param name="Value">What was sent; null when nothing was.</param>
internal sealed record ComfyBody<T>(T? Value)
    where T : class
{
    /// <summary>How handlers get it.</summary>
    public static async ValueTask<ComfyBody<T>> BindAsync(HttpContext context)
    {
        var (reader, cancellationToken) = (context.Request.BodyReader, context.RequestAborted);
        var begin = await reader.ReadAsync(cancellationToken);
        if (begin is { IsCompleted: true, Buffer.IsEmpty: true })
        {
            return new((T?)null);
        }

        reader.AdvanceTo(begin.Buffer.Start);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return new(await JsonSerializer.DeserializeAsync<T>(reader, json, cancellationToken) ?? throw new JsonException("null"));
        }
        catch (JsonException)
        {
            throw Malformed();
        }
    }

    /// <summary>What was sent, where something must be.</summary>
    public T Required => Value ?? throw Malformed();

    private static AppException Malformed() =>
        new(ErrorKind.Malformed, "malformed_request", "The body is no JSON of the form that ComfyUI takes.");
}
