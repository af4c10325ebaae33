using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>OpenAI's images API: pictures for whoever waits.</summary>
internal static class ImageEndpoints
{
    private const string Generation = "image_generation";
    private const string Edit = "image_edit";

    private const string Request = """{"model":"txt2img","prompt":"a lighthouse at dawn, oil painting","n":1,"size":"512x512"}""";

    private const string Answer = """{"created":1790000000,"data":[{"b64_json":"iVBORw0KGgo..."}]}""";

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        var images = routes.MapGroup("/v1/images").WithTags("OpenAI").WithGroupName(OpenAiDialect.Group)
            .WithProblems(OpenAiProblems.Instance).RequirePermission(Permission.Generate);
        images.MapPost("/generations", GenerateAsync).WithName("OpenAiGenerate").WithSummary("Make pictures")
            .WithDescription("`model` is a workflow of `GET /v1/models`. Members that OpenAI does not know are its parameters.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").WithExample(Request, Answer).Describe();
        // The form is not bound, so nothing could be forged by a page that a browser shows.
        var most = (ImageFormReader.MostPictures + 1) * maxUploadBytes;
        images.MapPost("/edits", EditAsync).WithName("OpenAiEdit").WithSummary("Change pictures")
            .WithDescription("A form with `image`, or several `image[]`, perhaps `mask`, and the members of `/v1/images/generations`.")
            .WithBodyLimit(most, "Uploads:MaxBytes").WithMetadata(Form).WithExample(answer: Answer).Describe();
        images.MapPost("/variations", VaryAsync).WithName("OpenAiVary").WithSummary("Vary a picture")
            .WithDescription("The same with a workflow that needs no prompt.")
            .WithBodyLimit(most, "Uploads:MaxBytes").WithMetadata(Form).WithExample(answer: Answer).Describe();
    }

    private static AcceptsMetadata Form => new(["multipart/form-data"], typeof(ImageForm));

    private static void Describe(this RouteHandlerBuilder builder) => builder
        .Produces<ImageList>(StatusCodes.Status200OK).Produces<string>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status502BadGateway);

    private static Task GenerateAsync(
        ImageRequest request, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext context,
        [AsParameters] ImageServices services, CancellationToken cancellationToken) =>
        AnswerAsync(request, [], null, idempotencyKey, Generation, context, services, cancellationToken);

    private static async Task EditAsync(
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext context, [AsParameters] ImageServices services,
        CancellationToken cancellationToken)
    {
        var (request, pictures, mask) = await services.Forms.ReadAsync(context.Request, context.User.UserId(), cancellationToken);
        await AnswerAsync(request, pictures, mask, idempotencyKey, Edit, context, services, cancellationToken);
    }

    private static Task VaryAsync(
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext context, [AsParameters] ImageServices services,
        CancellationToken cancellationToken) => EditAsync(idempotencyKey, context, services, cancellationToken);

    private static async Task AnswerAsync(
        ImageRequest request, IReadOnlyList<Guid> pictures, Guid? mask, string? key, string word, HttpContext context,
        ImageServices services, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Model))
        {
            throw ImageWorkflow.Invalid("model", "It is missing: name a workflow of GET /v1/models.");
        }

        var workflow = new ImageWorkflow(await services.Mediator.Send(new GetRequestSchemaQuery(request.Model), cancellationToken));
        var order = ImageOrder.Of(request, workflow, pictures, mask);
        var caller = new ImageCaller(context.User.UserId(), key, services.Clock.GetUtcNow().ToUnixTimeSeconds());
        using var stream = request.Stream == true ? services.Limiter.Acquire(caller.UserId) : null;
        var jobs = await services.Jobs.SubmitAsync(order, caller.UserId, key, cancellationToken);
        try
        {
            if (stream is not null)
            {
                await services.Stream.WriteAsync(context, order, jobs, caller, word, cancellationToken);
                return;
            }

            var made = new List<OutputView>();
            foreach (var job in jobs)
            {
                made.Add(await services.Jobs.PictureAsync(job, caller.UserId, cancellationToken));
            }

            await services.Answer.WriteAsync(context, order, made, caller.UserId, caller.Created, cancellationToken);
        }
        catch (Exception exception)
        {
            await services.Jobs.AbandonAsync(jobs, caller.UserId, key);
            if (!context.Response.HasStarted && exception is not AppException { Code: ImageJobs.Stopping })
            {
                // Its clients would repeat what failed, and have it rendered again.
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers["x-should-retry"] = "false";
                    return Task.CompletedTask;
                });
            }

            throw;
        }
    }
}

/// <summary>What the endpoints of pictures need.</summary>
internal sealed record ImageServices(
    IMediator Mediator, ImageFormReader Forms, ImageJobs Jobs, ImageAnswer Answer, ImageStream Stream, StreamLimiter Limiter,
    TimeProvider Clock);

/// <summary>Pictures.</summary>
/// <param name="Created">When they were asked for, in seconds since 1970.</param>
/// <param name="Data">One for each.</param>
internal sealed record ImageList(long Created, IReadOnlyList<ImageData> Data);

/// <summary>A picture.</summary>
/// <param name="B64Json">Its bytes in Base64; left out when there is an address.</param>
/// <param name="Url">Where it is for one to two hours; left out when there are bytes.</param>
internal sealed record ImageData(string? B64Json = null, string? Url = null);
