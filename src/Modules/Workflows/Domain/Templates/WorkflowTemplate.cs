using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>A workflow that was read once and can be filled in any number of times, by several callers at once.</summary>
internal sealed class WorkflowTemplate
{
    private static readonly Dictionary<string, NodeClass> Unknown = [];

    private readonly ReadOnlyMemory<byte> _json;
    private readonly Bypasses _bypasses;
    private readonly IReadOnlyList<TemplateSegment> _segments;
    private readonly ILookup<string, PlaceholderSpot> _spots;

    private WorkflowTemplate(
        string name, Graph unbound, ParameterFile file, WorkflowLimits limits, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var bound = BoundInputs.Find(unbound, file.Parameters);
        var graph = unbound.With(bound.Select(one => one.Spot));
        _json = graph.Json;
        _segments = TemplateSegment.Cut(graph);
        _spots = graph.Spots.ToLookup(spot => spot.Name, StringComparer.Ordinal);
        Limits = limits;
        Name = name;
        Title = file.Title;
        Description = file.Description;
        OutputNodeId = graph.OutputNodeId;
        NodeCount = graph.NodeCount;
        Warnings = TemplateWarnings.Of(graph);
        var inFile = bound.ToLookup(one => one.Spot.Name, one => one.Value, StringComparer.Ordinal);
        Parameters = [.. AllParameters(file, _spots).Select(spec => ParameterTyping.Of(
            spec, [.. _spots[spec.Name]], inFile[spec.Name].Cast<JsonElement?>().FirstOrDefault(), classes, limits))];
        FilledSpots = [.. Parameters.SelectMany(spec => _spots[spec.Name]).Where(spot => spot is { IsWhole: true, IsInput: true })];
        OpenAi = Checked(file.OpenAi, Parameters);
        _bypasses = new Bypasses(graph, Parameters, classes);
        (StallSeconds, RenderSeconds, OutputMetadata) = (file.StallSeconds, file.RenderSeconds, file.Metadata);
        PictureSpots = [.. Parameters.Where(spec => spec.IsUpload).SelectMany(spec => _spots[spec.Name])
            .Select(Checked)];
        _bypasses.RefuseNeededNodes(PictureSpots);
    }

    public string Name { get; }

    public string? Title { get; }

    public string? Description { get; }

    public string OutputNodeId { get; }

    public int NodeCount { get; }

    /// <summary>What somebody may not have meant, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public WorkflowLimits Limits { get; }

    /// <summary>Longest time without a sign of life; null for the service's own.</summary>
    public int? StallSeconds { get; }

    /// <summary>Longest time of a render; null for the service's own.</summary>
    public int? RenderSeconds { get; }

    /// <summary>What its outputs say of their making; null for what the service says.</summary>
    public string? OutputMetadata { get; }

    /// <summary>Those of the parameter file in its order, then those that only the graph names.</summary>
    public IReadOnlyList<ParameterSpec> Parameters { get; }

    /// <summary>Parameters by what OpenAI's API calls them, where its author says so.</summary>
    public IReadOnlyDictionary<string, string> OpenAi { get; }

    /// <summary>Where uploaded pictures go; a rendered graph holds null there.</summary>
    public IReadOnlyList<PlaceholderSpot> PictureSpots { get; }

    /// <summary>Inputs whose whole value is a parameter's.</summary>
    public IReadOnlyList<PlaceholderSpot> FilledSpots { get; }

    /// <exception cref="BrokenWorkflowException">With the reason why the files cannot be used.</exception>
    public static WorkflowTemplate Compile(
        string name,
        byte[] graph,
        byte[]? parameters = null,
        WorkflowLimits? limits = null,
        IReadOnlyDictionary<string, NodeClass>? classes = null)
    {
        limits ??= new WorkflowLimits();
        var file = parameters is null ? ParameterFile.Empty : ParameterFile.Parse(parameters, limits);
        classes ??= Unknown;
        return new WorkflowTemplate(name, Graph.Parse(graph, file.Literals, classes, limits), file, limits, classes);
    }

    /// <summary>How deeply a parameter's value may be nested for the graph to stay within its limit.</summary>
    public int DepthLeftFor(string parameter) => Limits.JsonDepth - _spots[parameter].Select(spot => spot.Depth).DefaultIfEmpty().Max();

    /// <summary>Whether ComfyUI would take a pair of text and number in this parameter's place for a link.</summary>
    public bool CouldBeLink(string parameter) => _spots[parameter].Any(spot => spot is { IsWhole: true, IsInput: true });

    /// <summary>What is left out for these values; null when all nodes are sent.</summary>
    public BypassPlan? PlanFor(IReadOnlyDictionary<string, JsonElement> values) => _bypasses.PlanFor(values);

    /// <summary>The graph in UTF-8, or null when it would be larger than <see cref="WorkflowLimits.GraphBytes"/>.</summary>
    /// <param name="values">A checked value for every parameter.</param>
    /// <param name="userId">The system value <c>user_id</c>.</param>
    /// <param name="jobId">The system value <c>job_id</c>.</param>
    public byte[]? Render(IReadOnlyDictionary<string, JsonElement> values, Guid userId, Guid jobId)
    {
        var texts = values.ToDictionary(pair => pair.Key, pair => InsertedValue.Of(pair.Value), StringComparer.Ordinal);
        foreach (var spot in PictureSpots)
        {
            texts[spot.Name] = InsertedValue.Null;
        }

        texts[Placeholders.UserId] = InsertedValue.Of(JsonSerializer.SerializeToElement(userId.ToString("D")));
        texts[Placeholders.JobId] = InsertedValue.Of(JsonSerializer.SerializeToElement(jobId.ToString("D")));
        texts[Placeholders.OutputNodeId] = InsertedValue.Of(JsonSerializer.SerializeToElement(OutputNodeId));

        // Counted first: a large value in many places must not be built before it is refused.
        var size = _segments.Sum(segment => (long)segment.Bytes(_json, texts).Length);
        if (size > Limits.GraphBytes)
        {
            return null;
        }

        var graph = new byte[size];
        var rest = graph.AsSpan();
        foreach (var segment in _segments)
        {
            var bytes = segment.Bytes(_json, texts).Span;
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
        }

        return PlanFor(values) is { } plan ? BypassedGraph.Write(graph, plan, Limits.JsonDepth) : graph;
    }

    /// <summary>What a server calls the picture is known only when it has it: nothing can be made of that name beforehand.</summary>
    private static PlaceholderSpot Checked(PlaceholderSpot spot) => spot is { IsWhole: true, IsInput: true }
        ? spot
        : throw new BrokenWorkflowException(
            $"Parameter {Wording.Quote(spot.Name)}: an image must be the whole value of an input of a node; " +
            $"in node {Wording.Quote(spot.NodeId)} it is not.");

    private static IReadOnlyDictionary<string, string> Checked(
        IReadOnlyDictionary<string, string> openAi, IReadOnlyList<ParameterSpec> parameters)
    {
        string[] names = [.. parameters.Select(spec => spec.Name)];
        return openAi.Values.FirstOrDefault(name => !names.Contains(name)) is { } unknown
            ? throw new BrokenWorkflowException(
                $"Parameter file: openai: there is no parameter {Wording.Quote(unknown)}.{Wording.DidYouMean(unknown, names)}")
            : openAi;
    }

    private static List<ParameterSpec> AllParameters(ParameterFile file, ILookup<string, PlaceholderSpot> spots)
    {
        var used = spots.Select(spot => spot.Key).Where(name => !Placeholders.IsSystem(name)).ToList();
        var placed = file.Parameters.Where(spec => spec.Type != ParameterType.Switch).Select(spec => spec.Name);
        foreach (var name in placed.Where(name => !used.Contains(name)))
        {
            throw new BrokenWorkflowException(Placeholders.IsSystem(name)
                ? $"Parameter file: {Wording.Quote(name)} is given by the system and cannot be a parameter."
                : $"Parameter file: no placeholder of the graph uses {Wording.Quote(name)}.{Wording.DidYouMean(name, used)}");
        }

        var declared = file.Parameters.Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        return [.. file.Parameters, .. used.Where(name => !declared.Contains(name)).Select(name => new ParameterSpec(name))];
    }
}
