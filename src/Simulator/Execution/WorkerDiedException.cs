namespace ArtEngine.ComfySimulator.Execution;

/// <summary>
/// The worker met an error outside any node. On a real server its thread is gone then: the job stays "running", nothing
/// else starts, and all routes answer as if all were well.
/// </summary>
internal sealed class WorkerDiedException(string message) : Exception(message);
