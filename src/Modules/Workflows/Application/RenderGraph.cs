using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Workflows.Application;

internal sealed class RenderGraphHandler(INodeClasses nodes, WorkflowLimits limits, IOptions<RawGraphOptions> options)
    : IRequestHandler<RenderGraphQuery, RenderedWorkflow>
{
    /// <summary>The servers are asked about each.</summary>
    private const int MostClasses = 200;

    public async Task<RenderedWorkflow> Handle(RenderGraphQuery request, CancellationToken cancellationToken)
    {
        var parameters = request.Parameters;
        if (!options.Value.RawGraphs)
        {
            throw new AppException(
                ErrorKind.Forbidden, "raw_graphs_off",
                "This service takes no graphs of callers, only its own workflows (the operator's setting Workflows:RawGraphs).");
        }

        var file = FileOf(parameters);
        var source = new WorkflowSource(RawGraph.WorkflowName, file, Parameters: null, limits);
        if (source.ClassTypes.Count > MostClasses)
        {
            throw Invalid($"It has more than {MostClasses} classes of nodes.");
        }

        var classes = await nodes.DescribeAsync(source.ClassTypes, cancellationToken);
        try
        {
            return Rendered(RawGraphTemplate.Parse(file, classes, limits), file, request);
        }
        catch (BrokenWorkflowException broken)
        {
            throw Invalid(broken.Message);
        }
    }

    private static RenderedWorkflow Rendered(RawGraphTemplate template, byte[] file, RenderGraphQuery request)
    {
        var graph = UniqueNames.In(template.Render(), request.JobId);
        return new(
            RawGraph.WorkflowName,
            Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 6)),
            Encoding.UTF8.GetString(graph),
            template.OutputNodeId,
            template.NodeCount,
            request.Parameters)
        {
            Needs = GraphNeeds.Read(graph),
            Pictures = template.Pictures,
        };
    }

    private byte[] FileOf(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        var others = parameters.Keys.Where(name => name != RawGraph.Parameter)
            .Select(name => new InputError($"/parameters/{name}", $"{RawGraph.WorkflowName} takes \"{RawGraph.Parameter}\" alone."))
            .ToList();
        if (others.Count > 0)
        {
            throw ParameterValues.Invalid(RawGraph.WorkflowName, others);
        }

        if (!parameters.TryGetValue(RawGraph.Parameter, out var graph) || graph.ValueKind != JsonValueKind.Object)
        {
            throw Invalid("It must be a graph in ComfyUI's API format, an object of nodes.");
        }

        var file = Encoding.UTF8.GetBytes(graph.GetRawText());
        return file.Length <= limits.GraphBytes
            ? file
            : throw Invalid($"It has more than {limits.GraphBytes} bytes (the operator's setting Workflows:MaxGraphBytes).");
    }

    private static AppException Invalid(string reason) =>
        ParameterValues.Invalid(RawGraph.WorkflowName, [new($"/parameters/{RawGraph.Parameter}", reason)]);
}
