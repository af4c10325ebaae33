using System.Globalization;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>Tells of the problems that any operation may answer with, besides those that it names itself.</summary>
internal sealed class ProblemFilter : IOperationFilter
{
    private const string MediaType = "application/problem+json";

    private static readonly Dictionary<int, string> Everywhere = new()
    {
        [StatusCodes.Status400BadRequest] = "The request cannot be read",
        [StatusCodes.Status422UnprocessableEntity] = "A name or a value is not right; `errors` says which",
        [StatusCodes.Status429TooManyRequests] = "Too much at once; try again after `Retry-After`",
        [StatusCodes.Status500InternalServerError] = "A bug; `trace_id` finds it in the log",
        [StatusCodes.Status503ServiceUnavailable] = "Something behind the service does not answer now; try again after `Retry-After`",
        [StatusCodes.Status507InsufficientStorage] = "The disk of the database is full; nothing was changed",
    };

    private static readonly Dictionary<int, string> WithBody = new()
    {
        [StatusCodes.Status413PayloadTooLarge] = "The body is too large",
        [StatusCodes.Status415UnsupportedMediaType] = "The body has another media type",
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Responses ??= [];
        var takesBody = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Any();
        foreach (var (status, description) in takesBody ? Everywhere.Concat(WithBody) : Everywhere)
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse { Description = description });
        }

        var format = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IProblemFormat>().LastOrDefault();
        var schema = context.SchemaGenerator.GenerateSchema(format?.BodyType ?? typeof(ProblemDetails), context.SchemaRepository);
        foreach (var (status, problem) in operation.Responses.Where(response => response.Key[0] is '4' or '5').ToList())
        {
            operation.Responses.Remove(status);
            operation.Responses.TryAdd(format is null ? status : StatusIn(format, status), new OpenApiResponse
            {
                Description = problem.Description,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    [format is null ? MediaType : "application/json"] = new OpenApiMediaType { Schema = schema },
                },
            });
        }
    }

    /// <summary>A dialect may have other statuses.</summary>
    private static string StatusIn(IProblemFormat format, string status)
    {
        var problem = new ProblemDetails { Status = int.Parse(status, CultureInfo.InvariantCulture), Extensions = { ["code"] = "" } };
        return format.Format(problem).Status.ToString(CultureInfo.InvariantCulture);
    }
}
