using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.S3;

internal static class S3Setup
{
    public static void AddS3BlobStore(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<S3Options>, S3OptionsValidator>();
        services.AddOptions<S3Options>().BindConfiguration(S3Options.Section).ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<S3Options>>().Value);
        services.AddSingleton<S3Bucket>();
        services.AddSingleton<S3Objects>();
        services.AddSingleton<S3Links>();
        services.AddSingleton<IBlobStore, S3BlobStore>();
        services.AddHostedService<EnsureBucket>();
        services.AddHealthChecks().AddCheck<S3HealthCheck>("pictures");
        services.AddSingleton(provider => ComponentOf(provider.GetRequiredService<S3Options>()));
    }

    private static ComponentInfo ComponentOf(S3Options options) =>
        new("pictures", $"S3 at {options.Endpoint.TrimEnd('/')}, bucket {options.Bucket}");
}
