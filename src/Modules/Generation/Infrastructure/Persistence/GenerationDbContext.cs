using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Batches;
using ArtEngine.Generation.Domain.Erasure;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class GenerationDbContext(DbContextOptions<GenerationDbContext> options) : ModuleDbContext(options)
{
    public const string Name = "generation";

    protected override string Schema => Name;

    public DbSet<ImageJob> Jobs => Set<ImageJob>();

    public DbSet<RenderAttempt> Attempts => Set<RenderAttempt>();

    public DbSet<JobOutput> Outputs => Set<JobOutput>();

    public DbSet<JobWords> JobWords => Set<JobWords>();

    public DbSet<SearchBacklog> SearchBacklogs => Set<SearchBacklog>();

    public DbSet<JobTag> JobTags => Set<JobTag>();

    public DbSet<ServerLeftover> ServerLeftovers => Set<ServerLeftover>();

    public DbSet<Upload> Uploads => Set<Upload>();

    public DbSet<JobPicture> JobPictures => Set<JobPicture>();

    public DbSet<Backend> Backends => Set<Backend>();

    public DbSet<Turn> Turns => Set<Turn>();

    public DbSet<QueueModeRow> QueueModes => Set<QueueModeRow>();

    public DbSet<LinkKey> LinkKeys => Set<LinkKey>();

    public DbSet<Folder> Folders => Set<Folder>();

    public DbSet<Deletion> Deletions => Set<Deletion>();

    public DbSet<RetentionMark> RetentionMarks => Set<RetentionMark>();

    public DbSet<UserReview> UserReviews => Set<UserReview>();

    public DbSet<Batch> Batches => Set<Batch>();

    public DbSet<BatchChunk> BatchChunks => Set<BatchChunk>();

    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    public DbSet<UserErasure> Erasures => Set<UserErasure>();
}
