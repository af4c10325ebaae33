namespace ArtEngine.Generation.Application.Tracking.Views;

internal sealed record QueueCounts(int Running, int Pending);
