using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Workflows.Application;

internal sealed class GetRequestSchemaHandler(IWorkflowCatalog catalog) : IRequestHandler<GetRequestSchemaQuery, RequestSchema>
{
    public async Task<RequestSchema> Handle(GetRequestSchemaQuery request, CancellationToken cancellationToken) =>
        RequestSchemas.Of((await catalog.RequireAsync(request.Workflow, cancellationToken)).Template);
}
