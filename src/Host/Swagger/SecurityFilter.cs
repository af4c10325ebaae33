using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ArtEngine.Host.Swagger;

/// <summary>Puts the lock on every operation that needs a token, and tells of its 401.</summary>
internal sealed class SecurityFilter(IReadOnlyList<string> schemes) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [[]];
            return;
        }

        operation.Security =
        [
            .. schemes.Select(scheme => new OpenApiSecuritySchemeReference(scheme, context.Document))
                .Select(scheme => new OpenApiSecurityRequirement { [scheme] = [] }),
        ];
        operation.Responses?.TryAdd("403", new OpenApiResponse { Description = "A permission, scope or level is missing" });
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<OptionalUser>().Any())
        {
            operation.Security.Insert(0, []);
        }

        operation.Responses?.TryAdd("401", new OpenApiResponse { Description = "No token, or one that is not valid" });
    }
}
