namespace ArtEngine.ComfySimulator.Execution;

/// <summary>Somebody asked the running job to stop, and the node has noticed.</summary>
internal sealed class InterruptedException : Exception;
