using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class RenderWorkflowHandler(TemplateLookup templates, INodeClasses nodes)
    : IRequestHandler<RenderWorkflowQuery, RenderedWorkflow>
{
    public async Task<RenderedWorkflow> Handle(RenderWorkflowQuery request, CancellationToken cancellationToken)
    {
        var (template, version, key) = await templates.RequireAsync(
            request.Workflow, request.TemplateKey, request.IsKept, cancellationToken);
        var limits = await DrawLimitsAsync(template, request.Parameters, cancellationToken);
        var values = ParameterValues.Resolve(template, request.Parameters, new ParameterDraw(Random.Shared, limits));
        var filled = template.Render(values, request.UserId, request.JobId)
            ?? throw ParameterValues.Invalid(
                template.Name,
                [new InputError("/parameters", $"The filled-in graph would be larger than {template.Limits.GraphBytes} bytes " +
                    "(the operator's setting Workflows:MaxGraphBytes).")]);

        var plan = template.PlanFor(values);
        bool IsSent(PlaceholderSpot spot) => plan?.Dropped.Contains(spot.NodeId) != true;
        if (plan?.Dropped.Contains(template.OutputNodeId) == true)
        {
            throw ParameterValues.Invalid(template.Name, [new InputError("/parameters", "Nothing is left that makes an output.")]);
        }

        var graph = UniqueNames.In(filled, request.JobId);
        return new RenderedWorkflow(
            template.Name,
            version,
            Encoding.UTF8.GetString(graph),
            template.OutputNodeId,
            template.NodeCount - (plan?.Dropped.Count ?? 0),
            values,
            template.StallSeconds,
            template.RenderSeconds)
        {
            Needs = GraphNeeds.Read(graph),
            TemplateKey = key,
            OutputMetadata = template.OutputMetadata,
            Filled = [.. template.FilledSpots.Where(IsSent).Select(spot => new FilledInput(spot.Name, spot.NodeId, spot.Input!))],
            Pictures = [.. template.PictureSpots.Where(IsSent).Select(
                spot => new WorkflowPicture(spot.Name, spot.NodeId, spot.Input!, values[spot.Name].GetString()!)
                {
                    Kind = template.Parameters.First(spec => spec.Name == spot.Name).UploadKind!,
                })],
        };
    }

    /// <summary>The largest value to draw for each parameter that is drawn: a seed fits every node that gets it.</summary>
    private async Task<IReadOnlyDictionary<string, ulong>> DrawLimitsAsync(
        WorkflowTemplate template, IReadOnlyDictionary<string, JsonElement> given, CancellationToken cancellationToken)
    {
        var drawn = ParameterValues.DrawnIntegers(template, given).ToHashSet();
        var spots = template.FilledSpots.Where(spot => drawn.Contains(spot.Name) && spot.ClassType is not null).ToList();
        var maxima = await nodes.MaximaAsync([.. spots.Select(spot => (spot.ClassType!, spot.Input!)).Distinct()], cancellationToken);
        return spots.Where(spot => maxima.ContainsKey((spot.ClassType!, spot.Input!))).GroupBy(spot => spot.Name)
            .ToDictionary(spots => spots.Key, spots => spots.Min(spot => maxima[(spot.ClassType!, spot.Input!)]));
    }
}
