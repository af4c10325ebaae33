using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Jobs.Storage;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>What reads and stores batches and their jobs.</summary>
internal sealed record BatchPorts(IBatches Batches, IImageJobs Jobs);
