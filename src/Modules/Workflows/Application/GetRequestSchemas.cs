using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class GetRequestSchemasHandler(IWorkflowCatalog catalog)
    : IRequestHandler<GetRequestSchemasQuery, IReadOnlyList<RequestSchema>>
{
    public async Task<IReadOnlyList<RequestSchema>> Handle(GetRequestSchemasQuery request, CancellationToken cancellationToken)
    {
        var entries = await catalog.ListAsync(cancellationToken);
        return [.. entries.Select(entry => entry.Template).OfType<WorkflowTemplate>().Select(RequestSchemas.Of)];
    }
}
