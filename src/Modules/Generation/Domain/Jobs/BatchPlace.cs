namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>Which item of which batch a job was made of.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Index">The item's number, from 0.</param>
internal readonly record struct BatchPlace(Guid BatchId, int Index);
