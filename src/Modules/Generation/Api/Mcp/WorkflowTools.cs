using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Workflows.Contracts;
using ModelContextProtocol.Server;

namespace ArtEngine.Generation.Api.Mcp;

/// <summary>What can be made.</summary>
[McpServerToolType]
internal sealed class WorkflowTools(ToolCalls calls)
{
    [McpServerTool(Name = "list_workflows", ReadOnly = true, Idempotent = true, UseStructuredContent = true)]
    [Description("Lists the workflows that can be run, each with the JSON Schema of its parameters and an example of them.")]
    public async Task<WorkflowTable> ListAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var schemas = await calls.SendAsync(Permission.Read, caller, _ => new GetRequestSchemasQuery(), cancellationToken);
        return new([.. schemas.Select(schema => new WorkflowLine(schema.Workflow, schema.Title, schema.Parameters, schema.Example))]);
    }
}

/// <summary>The workflows.</summary>
internal sealed record WorkflowTable(IReadOnlyList<WorkflowLine> Workflows);

/// <summary>A workflow.</summary>
internal sealed record WorkflowLine(
    string Workflow, string? Title, JsonElement Parameters, IReadOnlyDictionary<string, JsonElement> Example);
