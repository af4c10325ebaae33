using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>What one server can run.</summary>
internal interface INodeCatalog
{
    /// <summary>What the server says of a node class, as it was at most so long ago.</summary>
    /// <returns>Null when it has no such class.</returns>
    Task<NodeDescription?> DescribeAsync(string classType, TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>
    /// The names of all classes, as they were at most so long ago. What the server says of each is known from then on: the answer has
    /// megabytes, so this is for who needs them all.
    /// </summary>
    Task<IReadOnlyCollection<string>> ListAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>What it said last of a node class, however long ago; null when it has none such or said nothing.</summary>
    NodeDescription? Remembered(string classType);

    /// <summary>
    /// Whether the server can run what needs this, by what was learnt so far; null when it was not asked about all of it.
    /// </summary>
    bool? Knows(IReadOnlyList<NodeRequirement> needs);

    /// <summary>The server may have other classes and files now: what is known is asked for again before it is relied upon.</summary>
    void Expire();

    /// <summary>The model files by kind, such as <c>checkpoints</c>, as they were at most so long ago.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ListModelsAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>What it runs on and how much memory is free, asked now.</summary>
    Task<ServerMachine> ReadMachineAsync(CancellationToken cancellationToken);

    /// <summary>How many model files it was seen to have; null when it was not asked yet.</summary>
    int? KnownModels { get; }
}

/// <summary>A node class of a server: of its inputs that are a choice, what may be chosen.</summary>
internal sealed record NodeDescription(IReadOnlyDictionary<string, IReadOnlySet<string>> Choices)
{
    /// <summary>Of its inputs that are an integer, the largest that they take.</summary>
    public IReadOnlyDictionary<string, ulong> Maxima { get; init; } = new Dictionary<string, ulong>();

    /// <summary>Whether it is told the key with which comfy.org is paid.</summary>
    public bool AsksForComfyKey { get; init; }

    /// <summary>All that the server says of it; null when that could not be read.</summary>
    public NodeClass? Class { get; init; }
}
