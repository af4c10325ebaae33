namespace ArtEngine.Workflows.Contracts;

/// <summary>
/// What the ComfyUI servers say of node classes. The module that drives the servers answers it; workflows are typed by it, and
/// do without what nobody says.
/// </summary>
public interface INodeClasses
{
    /// <summary>
    /// Those of the classes that some server has, by name, each as all servers together have it: choices are united and limits are
    /// the widest. Takes a few seconds at most; what no server told in time is left out.
    /// </summary>
    /// <remarks>As long as nothing was learnt anew, a class is the same object.</remarks>
    Task<IReadOnlyDictionary<string, NodeClass>> DescribeAsync(
        IReadOnlyCollection<string> classTypes, CancellationToken cancellationToken);

    /// <summary>
    /// The largest integer of each input that every server takes. Those of which no server says one are left out. Takes a few seconds at
    /// most.
    /// </summary>
    Task<IReadOnlyDictionary<(string ClassType, string Input), ulong>> MaximaAsync(
        IReadOnlyCollection<(string ClassType, string Input)> inputs, CancellationToken cancellationToken);
}
