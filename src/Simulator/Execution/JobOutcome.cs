namespace ArtEngine.ComfySimulator.Execution;

internal enum JobOutcome
{
    Success,
    Error,
    Interrupted,
}
