using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.Workflows.Application;

/// <summary>What other modules are told of a workflow.</summary>
internal static class RequestSchemas
{
    public static RequestSchema Of(WorkflowTemplate template) => new(
        template.Name, template.Title, ParameterSchema.Of(template.Parameters), ParameterExample.Of(template))
    {
        OpenAi = template.OpenAi,
    };
}
