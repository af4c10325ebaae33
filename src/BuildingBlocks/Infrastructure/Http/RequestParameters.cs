using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// What a route takes in its query and its headers. A name in the query that it does not know is refused, since one that is
/// dropped in silence looks like it was obeyed; and so is what is there twice or not of its type, by its name.
/// </summary>
internal sealed class RequestParameters
{
    private static readonly ConditionalWeakTable<Endpoint, RequestParameters> Known = [];

    private readonly Dictionary<string, Type> _query = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Type> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _needed = [];

    private RequestParameters(RouteEndpoint endpoint)
    {
        foreach (var parameter in endpoint.Metadata.OfType<IParameterBindingMetadata>())
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
            if (parameter.ParameterInfo.GetCustomAttributes(inherit: false).OfType<IFromHeaderMetadata>().FirstOrDefault() is { } header)
            {
                _headers[header.Name ?? parameter.Name] = type;
            }
            else if ((parameter.HasTryParse || type == typeof(string)) && endpoint.RoutePattern.GetParameter(parameter.Name) is null)
            {
                _query[parameter.Name] = type;
                if (!parameter.IsOptional)
                {
                    _needed.Add(parameter.Name);
                }
            }
        }

        if (endpoint.Metadata.GetMetadata<TokenInQuery>() is not null)
        {
            _query["access_token"] = typeof(string);
        }
    }

    public static Task EnsureAsync(HttpContext context, RequestDelegate next)
    {
        // The others are the host's own pages and probes.
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
        {
            Known.GetValue(endpoint, _ => new(endpoint)).Ensure(context.Request);
        }

        return next(context);
    }

    private void Ensure(HttpRequest request)
    {
        var unknown = request.Query.Select(pair => NameError(pair.Key, pair.Value.Count)).OfType<InputError>().ToList();
        if (unknown.Count > 0)
        {
            throw new AppException(ErrorKind.Invalid, "invalid_request", "The query of the address is not right; see errors.")
            {
                Errors = unknown,
            };
        }

        var missing = _needed.Where(name => !request.Query.ContainsKey(name))
            .Select(name => (InputError?)new($"/{name}", $"{Wording.Quote(name)} is missing."));
        var wrong = missing.Concat(request.Query.Select(pair => TypeError(pair.Key, _query[pair.Key], pair.Value.ToString())))
            .Concat(_headers.Where(header => request.Headers.ContainsKey(header.Key))
                .Select(header => TypeError(header.Key, header.Value, request.Headers[header.Key].ToString())))
            .OfType<InputError>().ToList();
        if (wrong.Count > 0)
        {
            throw new AppException(ErrorKind.Malformed, "malformed_request", "The address or a header cannot be read; see errors.")
            {
                Errors = wrong,
            };
        }
    }

    private InputError? NameError(string name, int times) => !_query.ContainsKey(name)
        ? new($"/{JsonPointers.Escape(name)}", $"{Wording.Quote(name)} is not known in this query.{Advice(name)}")
        : times > 1 ? new($"/{name}", $"{Wording.Quote(name)} is there {times} times; once is allowed.") : null;

    private string Advice(string name) => _query.Count == 0 ? " It takes none." : Wording.Known(name, [.. _query.Keys]);

    private static InputError? TypeError(string name, Type type, string value) =>
        Allowed(type, value) is { } allowed ? new($"/{JsonPointers.Escape(name)}", $"{Wording.Quote(name)} must be {allowed}.") : null;

    /// <summary>What the value should be; null when it is.</summary>
    private static string? Allowed(Type type, string value) => type switch
    {
        _ when type == typeof(int) => int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "an integer",
        _ when type == typeof(long) => long.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "an integer",
        _ when type == typeof(Guid) => Guid.TryParse(value, out _) ? null : "a UUID",
        _ when type == typeof(bool) => bool.TryParse(value, out _) ? null : "true or false",
        _ => null,
    };
}
