using System.Text.Json.Nodes;

namespace ArtEngine.IntegrationTests.Simulator.Replay;

/// <summary>How one capture is replayed, and where the simulator may differ from it on purpose.</summary>
internal sealed record Scenario(string Capture)
{
    /// <summary>Keys that are left out of the comparison, with the reason where the scenario is declared.</summary>
    public IReadOnlyList<string> IgnoredKeys { get; init; } = [];

    /// <summary>Requests that are not sent.</summary>
    public Func<JsonObject, bool> Skips { get; init; } = _ => false;

    /// <summary>Changes a request before it is sent.</summary>
    public Func<string, string> Rewrite { get; init; } = body => body;

    /// <summary>Differences that are meant.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    public long MaxUploadSize { get; init; } = new ArtEngine.ComfySimulator.SimulatorOptions().MaxUploadSize;

    public override string ToString() => Capture;
}
