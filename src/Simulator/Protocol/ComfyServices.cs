using ArtEngine.ComfySimulator.Events;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>What the routes work with.</summary>
internal sealed record ComfyServices(
    NodeWorld World, NodeCatalog Catalog, EventHub Hub, Engine Engine, FaultBoard Faults, RenderLog Log)
{
    public SimulatorOptions Options => World.Options;
}
