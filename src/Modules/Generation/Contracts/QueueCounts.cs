namespace ArtEngine.Generation.Contracts;

/// <summary>How long the queue is at one moment.</summary>
/// <param name="Running">Jobs that a ComfyUI server works on, those that are being canceled included.</param>
/// <param name="Pending">Jobs that wait.</param>
public readonly record struct QueueCounts(int Running, int Pending);
