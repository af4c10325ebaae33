using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>The workflows as models.</summary>
internal static class ModelEndpoints
{
    private const string Example = """{"id":"txt2img","object":"model","created":0,"owned_by":"art-engine"}""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("OpenAI").WithGroupName(OpenAiDialect.Group)
            .WithProblems(OpenAiProblems.Instance).RequirePermission(Permission.Read);
        models.MapGet("/", ListAsync).WithName("OpenAiListModels").WithSummary("Workflows that can be used as models")
            .WithDescription("Those that take a prompt or a picture.")
            .WithExample(answer: $$"""{"object":"list","data":[{{Example}}]}""");
        models.MapGet("/{model}", GetAsync).WithName("OpenAiGetModel").WithSummary("One of them").WithExample(answer: Example)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<ModelPage> ListAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        var schemas = await mediator.Send(new GetRequestSchemasQuery(), cancellationToken);
        return new(
            "list",
            [.. schemas.Select(schema => new ImageWorkflow(schema)).Where(IsModel).Select(workflow => OpenAiModel.Of(workflow.Name))]);
    }

    private static async Task<OpenAiModel> GetAsync(string model, IMediator mediator, CancellationToken cancellationToken)
    {
        var name = model.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return OpenAiModel.Of(new ImageWorkflow(await mediator.Send(new GetRequestSchemaQuery(name), cancellationToken)).Name);
    }

    private static bool IsModel(ImageWorkflow workflow) => workflow.TakesPrompt || workflow.Pictures.Count > 0;
}

/// <summary>The models.</summary>
internal sealed record ModelPage(string Object, IReadOnlyList<OpenAiModel> Data);

/// <summary>A workflow as a model.</summary>
/// <param name="Id">The workflow's name.</param>
/// <param name="Object"><c>model</c>.</param>
/// <param name="Created">0: files do not say when a workflow was written.</param>
/// <param name="OwnedBy"><c>art-engine</c>.</param>
internal sealed record OpenAiModel(string Id, string Object, long Created, string OwnedBy)
{
    public static OpenAiModel Of(string name) => new(name, "model", 0, "art-engine");
}
