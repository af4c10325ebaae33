using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>How endpoints say whom they let in; an endpoint that says nothing takes any signed-in user.</summary>
public static class Access
{
    /// <summary>The policy of <see cref="WithOptionalUser{TBuilder}"/>.</summary>
    public const string OptionalUserPolicy = "optional user";

    /// <summary>The policy that asks for a permission.</summary>
    public static string PolicyOf(Permission permission) => $"permission {permission}";

    /// <summary>
    /// Takes signed-in users with the permission; others get 403. <see cref="Permission.Generate"/> and
    /// <see cref="Permission.Read"/> are asked for when <c>Identity:RequirePermissions</c> is on, the others always.
    /// </summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(PolicyOf(permission)).WithMetadata(permission);

    /// <summary>Whether the caller may see and change what belongs to everybody.</summary>
    public static Task<bool> IsAdminAsync(this IAuthorizationService rights, ClaimsPrincipal caller) =>
        rights.HasAsync(caller, Permission.Admin);

    /// <summary>Whether the caller has the permission.</summary>
    public static async Task<bool> HasAsync(this IAuthorizationService rights, ClaimsPrincipal caller, Permission permission) =>
        (await rights.AuthorizeAsync(caller, PolicyOf(permission))).Succeeded;

    /// <summary>
    /// Takes everybody, and knows the user of a valid token. A token that lacks what <c>Identity</c> asks of every caller is
    /// refused with 403 all the same. Unlike <c>AllowAnonymous</c>, which does not look at tokens.
    /// </summary>
    public static TBuilder WithOptionalUser<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(OptionalUserPolicy).WithMetadata(OptionalUser.Instance);

    /// <summary>Takes an API key as <see cref="KeyInPath.RouteValue"/> of the route.</summary>
    public static TBuilder TakesKeyInPath<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(KeyInPath.Instance);

    /// <summary>
    /// Takes the token also as <c>access_token</c> in the query: for WebSockets and event streams, where browsers cannot set
    /// headers. These end when the credential does.
    /// </summary>
    public static TBuilder TakesTokenInQuery<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(TokenInQuery.Instance);
}
