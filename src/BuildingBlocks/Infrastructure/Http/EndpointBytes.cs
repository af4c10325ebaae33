using Microsoft.AspNetCore.Builder;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>An answer that is the bytes of a file; shown in Swagger.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="MediaRange">What the bytes are, such as <c>image/*</c>, which the framework's own description does not take.</param>
public sealed record EndpointBytes(int Status, string MediaRange);

/// <summary>How endpoints say that they answer with a file.</summary>
public static class EndpointBytesExtensions
{
    /// <summary>Adds such an answer to the endpoint's description.</summary>
    public static TBuilder ProducesBytes<TBuilder>(this TBuilder builder, int status, string mediaRange)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointBytes(status, mediaRange));
}
