using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Makes the bucket when it is missing. The start does not wait for it: jobs are accepted while the server is down.</summary>
internal sealed partial class EnsureBucket(S3Bucket bucket, S3Options options, TimeProvider clock, ILogger<EnsureBucket> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retries = new Backoff(FirstRetry, LongestRetry);
        while (!await TryAsync(stoppingToken))
        {
            await Task.Delay(retries.Next(), clock, stoppingToken);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await bucket.MakeSureItExistsAsync(cancellationToken);
            return true;
        }
        catch (IOException exception)
        {
            Failed(options.Bucket, options.Endpoint, exception.Message);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bucket {Bucket} at {Endpoint} cannot be looked up or made; outputs wait until it can: {Reason}")]
    private partial void Failed(string bucket, string endpoint, string reason);
}
