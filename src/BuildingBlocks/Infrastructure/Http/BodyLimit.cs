using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>How large a request's body may be.</summary>
/// <param name="Bytes">The largest that is read.</param>
/// <param name="Setting">The setting that says so; null when none does.</param>
internal sealed record BodyLimit(long Bytes, string? Setting)
{
    /// <summary>
    /// A body up to this size is read to its end and thrown away before the refusal: most clients look for an answer
    /// only after they have sent everything, and see a broken connection otherwise.
    /// </summary>
    private const long Drained = 64 * 1024 * 1024;

    /// <summary>Of endpoints that say nothing: what they take is small.</summary>
    private static readonly BodyLimit Usual = new(1024 * 1024, Setting: null);

    /// <summary>What callers of a larger body are told.</summary>
    public string Rule => FormattableString.Invariant(
        $"The body may have at most {Bytes} bytes{(Setting is null ? "" : $" (the operator's setting {Setting})")}.");

    /// <summary>Refuses the endpoints' oversized bodies with 413; comes after authorization, so that strangers send nothing.</summary>
    public static Task EnforceAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ||
            context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } kestrel)
        {
            return next(context);
        }

        var limit = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? Usual;
        kestrel.MaxRequestBodySize = Math.Max(Drained, limit.Bytes);
        if (context.Request.ContentLength > limit.Bytes)
        {
            return limit.RefuseAsync(context.Request.Body, context.RequestAborted);
        }

        // The server holds a body to the length that it tells.
        if (context.Request.ContentLength is null)
        {
            context.Request.Body = new LimitedStream(context.Request.Body, limit);
        }

        return next(context);
    }

    private async Task RefuseAsync(Stream body, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(Stream.Null, cancellationToken);
        throw new AppException(ErrorKind.TooLarge, "body_too_large", Rule);
    }

    /// <summary>For bodies that do not tell their length beforehand.</summary>
    private sealed class LimitedStream(Stream body, BodyLimit limit) : ReadOnlyStream
    {
        private long _read;

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read += count;
            if (_read > limit.Bytes)
            {
                await limit.RefuseAsync(body, cancellationToken);
            }

            return count;
        }
    }
}

/// <summary>How endpoints say how large a body they take.</summary>
public static class BodyLimits
{
    /// <summary>A larger body is refused with 413 <c>body_too_large</c>.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="bytes">The largest body.</param>
    /// <param name="setting">The setting that says so, to be named in the refusal.</param>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes, string? setting = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyLimit(bytes, setting));

    /// <summary>Switches the limits on; call it after authorization.</summary>
    public static void UseBodyLimits(this IApplicationBuilder app) => app.Use(BodyLimit.EnforceAsync);
}
