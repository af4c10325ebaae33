namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>
/// What is told of ComfyUI servers to callers who do not administer them. Names, addresses and the errors of probes tell how a
/// network is built.
/// </summary>
internal static class ServerSecrets
{
    /// <summary>Says in each picture what it is, and is no server of anybody.</summary>
    private const string Simulator = "simulator";

    public static string? Name(string? server) => server == Simulator ? server : null;

    public static string? Reason(string? reason) => reason is null ? null : "No ComfyUI server can take it at present.";
}
