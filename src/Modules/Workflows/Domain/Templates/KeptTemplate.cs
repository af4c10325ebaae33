using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Editor;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>
/// What a job was filled from, to be filled again when its files are others or gone. It holds what decides about the graph, so that
/// the same values give the same graph: the files, and what servers said then of the node classes. There is one for all jobs that
/// were filled from the same.
/// </summary>
internal sealed record KeptTemplate
{
    private const int KeyLength = 32;

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    /// <summary>Of the SHA-256 over all that follows.</summary>
    public required string Key { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Name { get; init; }

    /// <summary>The workflow's version.</summary>
    public required string Version { get; init; }

    /// <summary>The graph with its placeholders; a file of the editor is converted already.</summary>
    public required byte[] Graph { get; init; }

    /// <summary>The parameter file.</summary>
    public byte[]? Parameters { get; init; }

    /// <summary>The file of the editor, which goes along with the graph; null when there is none.</summary>
    public byte[]? Editor { get; init; }

    /// <summary>JSON list of the node classes.</summary>
    public required string Classes { get; init; }

    /// <summary>When a job was last filled from it, or about then.</summary>
    public DateTimeOffset KeptAt { get; init; }

    /// <param name="source">The files.</param>
    /// <param name="version">Their version.</param>
    /// <param name="classes">What servers say of its classes.</param>
    public static KeptTemplate Of(WorkflowSource source, string version, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var opened = GraphFile.Open(source.Graph, source.Limits);
        var graph = EditorFile.ToGraph(opened, classes, source.Limits).ToArray();
        var editor = source.Editor ?? (EditorFile.ClassTypes(opened) is null ? null : opened.ToArray());
        var described = JsonSerializer.Serialize(
            classes.Values.OrderBy(one => one.Name, StringComparer.Ordinal).Select(Deciding), Json);
        return new()
        {
            Key = KeyOf([Encoding.UTF8.GetBytes($"{source.Name}\n{version}\n{described}"), graph, source.Parameters ?? [], editor ?? []]),
            Name = source.Name,
            Version = version,
            Graph = graph,
            Parameters = source.Parameters,
            Editor = editor,
            Classes = described,
        };
    }

    /// <exception cref="BrokenWorkflowException">It does not fit the limits of today.</exception>
    public WorkflowTemplate Compile(WorkflowLimits limits) => WorkflowTemplate.Compile(
        Name, Graph, Parameters, limits,
        JsonSerializer.Deserialize<List<NodeClass>>(Classes, Json)!.ToDictionary(one => one.Name, StringComparer.Ordinal));

    /// <summary>Without what is for forms, and without choices: which files and samplers there are, the servers of the day say.</summary>
    private static NodeClass Deciding(NodeClass one) => one with
    {
        Title = null,
        Inputs = [.. one.Inputs.Select(input => input with { Choices = null, Tooltip = null })],
    };

    private static string KeyOf(IReadOnlyList<byte[]> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in pieces)
        {
            hash.AppendData(BitConverter.GetBytes(piece.Length));
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..KeyLength];
    }
}
