using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class GetDrawnInputsHandler(IWorkflowCatalog catalog) : IRequestHandler<GetDrawnInputsQuery, IReadOnlyList<DrawnInput>>
{
    public async Task<IReadOnlyList<DrawnInput>> Handle(GetDrawnInputsQuery request, CancellationToken cancellationToken)
    {
        var (template, _) = await catalog.RequireAsync(request.Workflow, cancellationToken);
        var drawn = ParameterValues.DrawnIntegers(template, request.Parameters).ToHashSet();
        return [.. template.FilledSpots.Where(spot => drawn.Contains(spot.Name) && spot.ClassType is not null)
            .Select(spot => new DrawnInput(spot.Name, spot.ClassType!, spot.Input!))];
    }
}
