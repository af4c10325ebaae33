using Microsoft.AspNetCore.Builder;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What a request to an endpoint and its good answer look like; shown in Swagger.</summary>
/// <param name="Request">The request's body as JSON; null when it has none.</param>
/// <param name="Answer">The answer's body as JSON; null when it is no JSON.</param>
/// <param name="Status">The status of the answer; null for every good one that has no example of its own.</param>
public sealed record EndpointExample(string? Request, string? Answer, int? Status = null);

/// <summary>How endpoints carry their example.</summary>
public static class EndpointExamples
{
    /// <summary>Adds an example to the endpoint's description.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder builder, string? request = null, string? answer = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointExample(request, answer));

    /// <summary>Adds an example of the answer with one status.</summary>
    public static TBuilder WithExample<TBuilder>(this TBuilder builder, int status, string answer)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointExample(null, answer, status));
}
