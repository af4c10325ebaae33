using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.Net.Http.Headers;
using Minio;
using Minio.DataModel.Args;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Signs addresses at which a caller gets one object from the S3 server itself, for a short time.</summary>
internal sealed class S3Links : IDisposable
{
    private readonly S3Options _options;
    private readonly TimeProvider _clock;

    /// <summary>Signing asks no server, so this never connects.</summary>
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>Null while callers do not reach the server.</summary>
    private readonly IMinioClient? _signer;

    public S3Links(S3Options options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _signer = string.IsNullOrWhiteSpace(options.PublicEndpoint) ? null : S3Clients.Create(options, options.PublicEndpoint, _http);
    }

    public Uri? To(BlobLink output)
    {
        if (_signer is null)
        {
            return null;
        }

        Uri? address = null;
        // The region is set, so there is nothing that it could wait for: it is done when the call returns.
        var signing = SignAsync();
        return signing.IsCompletedSuccessfully
            ? address
            : throw new InvalidOperationException("The address was not signed at once.", signing.Exception);

        async Task SignAsync() => address = new(await _signer.PresignedGetObjectAsync(ArgumentsOf(output)));
    }

    public void Dispose()
    {
        _signer?.Dispose();
        _http.Dispose();
    }

    /// <summary>The answer comes from another server: what it must say about the file is part of what is signed.</summary>
    private static Dictionary<string, string> Overrides(BlobLink output) => new()
    {
        ["response-content-type"] = output.ContentType,
        ["response-content-disposition"] =
            new ContentDispositionHeaderValue(output.IsShown ? "inline" : "attachment") { FileNameStar = output.FileName }.ToString(),
        ["response-cache-control"] = "private, max-age=31536000, immutable",
    };

    private PresignedGetObjectArgs ArgumentsOf(BlobLink output) => new PresignedGetObjectArgs()
        .WithBucket(_options.Bucket)
        .WithObject(output.Key)
        .WithExpiry(_options.PresignSeconds)
        .WithRequestDate(_clock.GetUtcNow().UtcDateTime)
        .WithHeaders(Overrides(output));
}
