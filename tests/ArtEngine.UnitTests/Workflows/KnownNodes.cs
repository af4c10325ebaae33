using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Servers that say what a text in the layout of <c>object_info</c> says.</summary>
internal sealed class KnownNodes(string objectInfo = "{}") : INodeClasses
{
    public Dictionary<string, NodeClass> Classes { get; } = Read(objectInfo);

    /// <summary>How often somebody asked.</summary>
    public int Asked { get; private set; }

    public static Dictionary<string, NodeClass> Read(string objectInfo) => JsonElement.Parse(objectInfo).EnumerateObject()
        .ToDictionary(node => node.Name, node => NodeClassUnion.Of([ComfyUiNodeClass.Read(node.Value, node.Name)]), StringComparer.Ordinal);

    /// <summary>Largest integers, by class and input.</summary>
    public Dictionary<(string, string), ulong> Maxima { get; } = [];

    public Task<IReadOnlyDictionary<(string ClassType, string Input), ulong>> MaximaAsync(
        IReadOnlyCollection<(string ClassType, string Input)> inputs, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<(string ClassType, string Input), ulong>>(Maxima);

    public Task<IReadOnlyDictionary<string, NodeClass>> DescribeAsync(
        IReadOnlyCollection<string> classTypes, CancellationToken cancellationToken)
    {
        Asked++;
        return Task.FromResult<IReadOnlyDictionary<string, NodeClass>>(
            classTypes.Where(Classes.ContainsKey).Distinct().ToDictionary(name => name, name => Classes[name], StringComparer.Ordinal));
    }
}
