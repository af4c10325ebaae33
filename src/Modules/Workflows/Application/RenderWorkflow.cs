using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class RenderWorkflowHandler(TemplateLookup templates) : IRequestHandler<RenderWorkflowQuery, RenderedWorkflow>
{
    public async Task<RenderedWorkflow> Handle(RenderWorkflowQuery request, CancellationToken cancellationToken)
    {
        var (template, version, key) = await templates.RequireAsync(
            request.Workflow, request.TemplateKey, request.IsKept, cancellationToken);
        var values = ParameterValues.Resolve(template, request.Parameters, new ParameterDraw(Random.Shared, request.DrawAtMost));
        var graph = template.Render(values, request.UserId, request.JobId)
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
}
