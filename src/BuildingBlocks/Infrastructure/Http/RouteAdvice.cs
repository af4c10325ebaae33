using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Says what somebody probably meant who asked for an address that is not there.</summary>
internal sealed class RouteAdvice(EndpointDataSource endpoints)
{
    /// <summary>A sentence or two.</summary>
    public string NotFound(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var routes = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IEndpointNameMetadata>() is not null).Select(route => route.RoutePattern).ToList();
        var advice = routes.Select(route => WrongId(route, segments)).FirstOrDefault(found => found is not null)
            ?? Wording.DidYouMean(path, routes.Where(route => route.Parameters.Count == 0).Select(TextOf).Distinct());
        return $"There is nothing at {Wording.Quote(path)}.{advice} /swagger lists what there is.";
    }

    /// <summary>Of a route that fits but for the form of a parameter.</summary>
    private static string? WrongId(RoutePattern route, string[] segments)
    {
        if (route.PathSegments.Count != segments.Length)
        {
            return null;
        }

        string? wrong = null;
        foreach (var (part, given) in route.PathSegments.Zip(segments))
        {
            switch (part.Parts[0])
            {
                case RoutePatternLiteralPart literal when !literal.Content.Equals(given, StringComparison.OrdinalIgnoreCase):
                    return null;
                case RoutePatternParameterPart id when IsGuid(id) && !Guid.TryParse(given, out _):
                    wrong = given;
                    break;
            }
        }

        return wrong is null
            ? null
            : $" In {TextOf(route)} stands a UUID such as 01a203c7-4936-72c9-b08c-8e894fd17201, and {Wording.Quote(wrong)} is none.";
    }

    private static bool IsGuid(RoutePatternParameterPart parameter) => parameter.ParameterPolicies.Any(policy => policy.Content == "guid");

    private static string TextOf(RoutePattern route) => "/" + string.Join('/', route.PathSegments.Select(segment => segment.Parts[0] switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    }));
}
