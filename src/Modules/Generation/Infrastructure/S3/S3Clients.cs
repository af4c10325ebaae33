using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Clients set up for servers that are not Amazon's.</summary>
internal static class S3Clients
{
    /// <summary>A part of an upload must be through in this time.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static AmazonS3Client Create(S3Options options, string endpoint) => new StayingClient(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = endpoint,
            UseHttp = new Uri(endpoint).Scheme == Uri.UriSchemeHttp,
            AuthenticationRegion = options.Region,
            ForcePathStyle = options.PathStyle,
            // Trailing checksums came late to S3: MinIO of some years ago and Ceph refuse requests that have them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            // Whoever stores tries again later; a long wait in here would only hide the outage.
            MaxErrorRetry = 1,
            Timeout = AnswerTimeout,
            ConnectTimeout = ConnectTimeout,
            AllowAutoRedirect = false,
        });

    /// <summary>Stays with the server of the settings: a redirect would carry pictures and signed requests to another place.</summary>
    private sealed class StayingClient(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
    {
        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            pipeline.ReplaceHandler<AmazonS3RedirectHandler>(new RefuseRedirects());
        }
    }

    /// <summary>To the client a redirect that nobody follows is a success.</summary>
    private sealed class RefuseRedirects : PipelineHandler
    {
        public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            var answer = await base.InvokeAsync<T>(executionContext);
            var status = executionContext.ResponseContext.HttpResponse.StatusCode;
            return status is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest
                ? throw new HttpRequestException($"It redirects to another address ({(int)status}), which is not followed.")
                : answer;
        }
    }
}
