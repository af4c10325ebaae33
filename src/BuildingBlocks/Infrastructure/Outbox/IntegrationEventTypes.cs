using System.Reflection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>The events that modules announce, by the name they are stored under.</summary>
internal sealed class IntegrationEventTypes(IEnumerable<Assembly> assemblies)
{
    private readonly Dictionary<string, Type> _types = assemblies.SelectMany(assembly => assembly.GetTypes())
        .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IIntegrationEvent)))
        .ToDictionary(type => type.FullName!);

    public Type ByName(string name) => _types.TryGetValue(name, out var type)
        ? type
        : throw new InvalidOperationException($"The outbox holds a {name}, which this version does not know.");
}
