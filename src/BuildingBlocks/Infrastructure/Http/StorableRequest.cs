using Microsoft.AspNetCore.Http;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Refuses addresses with text that no database takes, for every endpoint at once: most of them ask a database for it.</summary>
internal static class StorableRequest
{
    public static Task EnsureAsync(HttpContext context, RequestDelegate next)
    {
        var errors = context.Request.Query
            .Where(pair => !StorableText.Is(pair.Key) || pair.Value.Any(value => !StorableText.Is(value)))
            .Select(pair => new InputError($"/{pair.Key}", StorableText.Rule)).ToList();
        return errors.Count == 0 && StorableText.Is(context.Request.Path.Value)
            ? next(context)
            : throw new AppException(ErrorKind.Invalid, "invalid_request", "The address has invalid values; see errors.")
            {
                Errors = errors,
            };
    }
}
