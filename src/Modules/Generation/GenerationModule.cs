using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Redis;
using ArtEngine.BuildingBlocks.Infrastructure.WebSockets;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Api.Backends;
using ArtEngine.Generation.Api.Batches;
using ArtEngine.Generation.Api.Comfy;
using ArtEngine.Generation.Api.ComfyApi;
using ArtEngine.Generation.Api.Erasure;
using ArtEngine.Generation.Api.Jobs;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Api.Mcp;
using ArtEngine.Generation.Api.OpenAi;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Api.Webhooks;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Batches;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Erasure;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Acceptance;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Deletions;
using ArtEngine.Generation.Application.Library.Folders;
using ArtEngine.Generation.Application.Library.Inputs;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Application.Rendering.Cleaning;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.Lanes;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Application.Webhooks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.Generation.Infrastructure.Library;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.Redis;
using ArtEngine.Generation.Infrastructure.Remote;
using ArtEngine.Generation.Infrastructure.Rendering;
using ArtEngine.Generation.Infrastructure.S3;
using ArtEngine.Generation.Infrastructure.Tracking;
using ArtEngine.Generation.Infrastructure.Vips;
using ArtEngine.Generation.Infrastructure.Webhooks;
using ArtEngine.Workflows.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation;

/// <summary>The queue of jobs, their rendering on ComfyUI servers, and what came of them.</summary>
public sealed class GenerationModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<QueueOptions>().BindConfiguration(QueueOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RenderingOptions>().BindConfiguration(RenderingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<StreamOptions>().BindConfiguration(StreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ThumbnailOptions>().BindConfiguration(ThumbnailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddModuleDatabase<GenerationDbContext>(configuration, GenerationDbContext.Name);
        services.AddGroupCommit<GenerationDbContext>();
        services.AddOutbox<GenerationDbContext>();
        AddQueue(services);
        AddLanes(services);
        AddWebhooks(services);
        AddBatches(services);
        AddLibrary(services);
        AddBlobStore(services, configuration);
        services.AddSingleton<IPictureConverter, VipsConverter>();
        services.AddSingleton<PictureVariants>();
        services.AddSingleton(ChooseProgressStore);
        services.AddSingleton<JobViews>();
        services.AddSingleton<FollowJob>();
        services.AddSingleton<LiveQueue>();
        services.AddSingleton<IQueueOutlook>(provider => provider.GetRequiredService<LiveQueue>());
        services.AddSingleton<IQueueChanges, EfQueueChanges>();
        services.AddSingleton<StreamLimiter>();
        services.AddWebSocketSender(
            provider => TimeSpan.FromSeconds(provider.GetRequiredService<IOptions<StreamOptions>>().Value.ListenerPatienceSeconds));
        services.AddSingleton<QueueBroadcaster>();
        services.AddSingleton<IQueueBroadcaster>(provider => provider.GetRequiredService<QueueBroadcaster>());
        services.AddHostedService(provider => provider.GetRequiredService<QueueBroadcaster>());
        services.AddHealthChecks().AddCheck<ComfyUiHealthCheck>("comfyui");
        services.AddSingleton<ListenerTerms>();
        OpenAiDialect.AddServices(services);
        ComfyApiDialect.AddServices(services);
        McpDialect.AddServices(services);
        ComfyDialect.AddServices(services);
        AddComfyUi(services, ComfyUiOptions.Read(configuration));
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<QueueOptions>>().Value;
        GenerateEndpoints.Map(routes, options.MaxBodyBytes);
        ValidateEndpoints.Map(routes, options.MaxBodyBytes);
        JobEndpoints.Map(routes);
        OutputEndpoints.Map(routes);
        ZipEndpoints.Map(routes);
        FolderEndpoints.Map(routes);
        var uploads = routes.ServiceProvider.GetRequiredService<IOptions<UploadOptions>>().Value;
        UploadEndpoints.Map(routes, uploads.MostBytes());
        OpenAiDialect.Map(routes, options.MaxBodyBytes, uploads.MaxBytes);
        ComfyApiDialect.Map(routes, options.MaxBodyBytes, uploads.MostBytes().Bytes);
        McpDialect.Map(routes, options.MaxBodyBytes);
        ComfyDialect.Map(routes, options.MaxBodyBytes, uploads.MostBytes().Bytes);
        JobStreamEndpoints.Map(routes);
        QueueEndpoints.Map(routes);
        QueueModeEndpoints.Map(routes);
        AllJobsEndpoints.Map(routes);
        BackendEndpoints.Map(routes);
        Api.Backends.ModelEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        StorageEndpoints.Map(routes);
        BatchEndpoints.Map(routes, options.MaxBatchBodyBytes);
    }

    private static void AddBatches(IServiceCollection services)
    {
        services.AddSingleton<EfBatches>();
        services.AddSingleton<IBatches>(provider => provider.GetRequiredService<EfBatches>());
        services.AddSingleton<IBatchList>(provider => provider.GetRequiredService<EfBatches>());
        services.AddSingleton<IBatchSchedule>(provider => provider.GetRequiredService<EfBatches>());
        services.AddSingleton<BatchRunner>();
        services.AddSingleton<BatchCheck>();
        services.AddSingleton<BatchAcceptance>();
        services.AddSingleton<FollowBatch>();
        services.AddSingleton<ZipBatch>();
        services.AddSingleton<ZipOutputs>();
        services.AddClusterCommand<RunBatchesCommand>("batches");
    }

    /// <summary>What is uploaded and made, and how it goes again.</summary>
    private static void AddLibrary(IServiceCollection services)
    {
        services.AddSingleton<IErasures, EfErasures>();
        services.AddSingleton<DeletedJobs>();
        services.AddSingleton<UserEraser>();
        services.AddSingleton<EfUploads>();
        services.AddSingleton<IUploads>(provider => provider.GetRequiredService<EfUploads>());
        services.AddSingleton<IOverdueUploads>(provider => provider.GetRequiredService<EfUploads>());
        services.AddSingleton<IJobPictures>(provider => provider.GetRequiredService<EfUploads>());
        services.AddSingleton<IUploadList>(provider => provider.GetRequiredService<EfUploads>());
        services.AddSingleton<IUploadHashes>(provider => provider.GetRequiredService<EfUploads>());
        services.AddSingleton<UploadRemoval>();
        services.AddSingleton<UploadLimiter>();
        services.AddSingleton<UploadIntake>();
        services.AddSingleton<ILeftovers, EfLeftovers>();
        services.AddClusterCommand<SweepUploadsCommand>("uploads");
        services.AddClusterCommand<SweepLeftoversCommand>("leftovers");
        services.AddSingleton<IOlderJobs, EfOlderJobs>();
        services.AddClusterCommand<IndexOlderJobsCommand>("older-jobs");
        services.AddClusterCommand<RunErasuresCommand>("erasures");
        services.AddSingleton<IFolders, EfFolders>();
        services.AddSingleton<IDeletions, EfDeletions>();
        services.AddSingleton<IRetention, EfRetention>();
        services.AddSingleton<IRetentionTerms, RetentionTerms>();
        services.AddSingleton<IKeptFiles, EfKeptFiles>();
        services.AddClusterCommand<SweepDeletionsCommand>("deletions");
        services.AddClusterCommand<ApplyRetentionCommand>("retention");
        services.AddSingleton<IServerLeftovers, EfServerLeftovers>();
        services.AddClusterCommand<CleanServersCommand>("server-leftovers");
    }

    private static void AddWebhooks(IServiceCollection services)
    {
        services.AddSingleton<IWebhooks, EfWebhooks>();
        services.AddSingleton<IJobAudience, JobAudience>();
        services.AddSingleton<IWebhookSecrets, SealedSecrets>();
        services.AddSingleton<WebhookBodies>();
        services.AddSingleton<EfWebhookDeliveries>();
        services.AddSingleton<IWebhookDeliveries>(provider => provider.GetRequiredService<EfWebhookDeliveries>());
        services.AddSingleton<IWebhookSchedule>(provider => provider.GetRequiredService<EfWebhookDeliveries>());
        services.AddSingleton<WebhookRunner>();
        services.AddSingleton<IWebhookSender, WebhookSender>();
        services.AddClusterCommand<DeliverWebhooksCommand>("webhooks");
    }

    private static void AddQueue(IServiceCollection services)
    {
        services.AddSingleton<JobChanges>();
        services.AddSingleton<JobWriter>();
        services.AddSingleton<IImageJobs, EfImageJobs>();
        services.AddSingleton<ITurns, EfTurns>();
        services.AddSingleton<IQueueMode, EfQueueMode>();
        services.AddSingleton<EfDispatchQueue>();
        services.AddSingleton<IDispatchQueue>(provider => provider.GetRequiredService<EfDispatchQueue>());
        services.AddSingleton<IServerLoads>(provider => provider.GetRequiredService<EfDispatchQueue>());
        services.AddSingleton<EfJobReads>();
        services.AddSingleton<IJobReads>(provider => provider.GetRequiredService<EfJobReads>());
        services.AddSingleton<IWaitingGraphs>(provider => provider.GetRequiredService<EfJobReads>());
        services.AddSingleton<IOutputs, EfOutputs>();
        services.AddSingleton<ILinkKeys, EfLinkKeys>();
        services.AddSingleton<OutputLinks>();
        services.AddHostedService(provider => provider.GetRequiredService<OutputLinks>());
        services.AddSingleton<IRemoteFiles, HttpsFiles>();
        services.AddSingleton<InputSources>();
        services.AddSingleton<JobPreparation>();
        services.AddSingleton<JobAdmission>();
        services.AddSingleton<JobAcceptance>();
        services.AddSingleton<JobAnswers>();
        services.AddSingleton<ITemplateUse, EfTemplateUse>();
        services.AddSingleton<IBackends, EfBackends>();
        services.AddSingleton<BackendDirectory>();
        services.AddSingleton<PlacementCheck>();
        services.AddSingleton<ServerValidation>();
        services.AddSingleton<ServerNodeClasses>();
        services.AddSingleton<INodeClasses>(provider => provider.GetRequiredService<ServerNodeClasses>());
        services.AddSingleton<WaitReasons>();
    }

    private static void AddLanes(IServiceCollection services)
    {
        services.AddSingleton<ILaneLeases, EfLaneLeases>();
        services.AddSingleton<LocalClaims>();
        services.AddSingleton<QueuePeek>();
        services.AddSingleton<EditorFiles>();
        services.AddSingleton<ComfyKeys>();
        services.AddSingleton<LaneServices>();
        services.AddSingleton<LanePorts>();
        services.AddSingleton<LaneFactory>();
        services.AddSingleton<LaneKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<LaneKeeper>());
    }

    private static void AddBlobStore(IServiceCollection services, IConfiguration configuration)
    {
        if (S3Options.IsChosen(configuration))
        {
            services.AddS3BlobStore();
            return;
        }

        services.AddSingleton<IBlobStore, FolderBlobStore>();
        services.AddSingleton(
            provider => new ComponentInfo("pictures", $"folder {FolderBlobStore.FolderOf(provider.GetRequiredService<DataOptions>())}"));
    }

    private static IProgressStore ChooseProgressStore(IServiceProvider provider) => provider.GetService<RedisConnection>() is { } redis
        ? new RedisProgressStore(
            new ProgressStore(provider.GetRequiredService<ISignals>()), redis, provider.GetRequiredService<ISignals>(),
            provider.GetRequiredService<TimeProvider>())
        : new ProgressStore(provider.GetRequiredService<ISignals>());

    private static void AddComfyUi(IServiceCollection services, ComfyUiOptions comfyUi)
    {
        services.AddSingleton<IValidateOptions<ComfyUiOptions>, ComfyUiOptionsValidator>();
        services.AddOptions<ComfyUiOptions>()
            .Configure(options => (options.Servers, options.PreviewMethod) = (comfyUi.Servers, comfyUi.PreviewMethod)).ValidateOnStart();
        services.AddSingleton<ComfyUiServers>();
        services.AddSingleton<IRenderServers>(provider => provider.GetRequiredService<ComfyUiServers>());
        services.AddHostedService<ForgetOldAddresses>();
        services.AddHostedService<RegisterConfiguredServers>();
        services.AddHostedService<NodeLanes>();
        // After them: who lists the servers before they are registered would believe for a second that there are none.
        services.AddHostedService<QueueForecaster>();
        services.AddClusterCommand<ExpireJobsCommand>("sweep");
    }
}
