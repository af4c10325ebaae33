using Microsoft.AspNetCore.Builder;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What a request to an endpoint and its good answer look like; shown in Swagger.</summary>
/// <param name="Request">The request's body as JSON; null when it has none.</param>
/// <param name="Answer">The answer's body as JSON; null when it is no JSON.</param>
public sealed record EndpointExample(string? Request, string? Answer);

/// <summary>How endpoints carry their example.</summary>
public static class EndpointExamples
{
    /// <summary>Adds an example to the endpoint's description.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder builder, string? request = null, string? answer = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointExample(request, answer));
}
