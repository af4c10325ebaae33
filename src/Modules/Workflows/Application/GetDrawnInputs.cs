using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class GetDrawnInputsHandler(TemplateLookup templates)
    : IRequestHandler<GetDrawnInputsQuery, IReadOnlyList<DrawnInput>>
{
    public async Task<IReadOnlyList<DrawnInput>> Handle(GetDrawnInputsQuery request, CancellationToken cancellationToken)
    {
        var (template, _, _) = await templates.RequireAsync(request.Workflow, request.TemplateKey, isKept: false, cancellationToken);
        var drawn = ParameterValues.DrawnIntegers(template, request.Parameters).ToHashSet();
        return [.. template.FilledSpots.Where(spot => drawn.Contains(spot.Name) && spot.ClassType is not null)
            .Select(spot => new DrawnInput(spot.Name, spot.ClassType!, spot.Input!))];
    }
}
