using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Tells a signed-in caller what is missing (RFC 6750); the rest is answered by the framework.</summary>
internal sealed class ForbiddenAnswer(IProblemDetailsService problems) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public async Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        var lack = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<AccessRequirementHandler.LackReason>()
            .FirstOrDefault()?.Lack;
        if (!authorizeResult.Forbidden || lack is null)
        {
            await _framework.HandleAsync(next, context, policy, authorizeResult);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.Headers.WWWAuthenticate =
            $"{Credentials.Scheme} error=\"insufficient_scope\"" + (lack.Needed is null ? "" : $", scope=\"{lack.Needed}\"");
        await problems.TryWriteAsync(new()
        {
            HttpContext = context,
            ProblemDetails = { Status = StatusCodes.Status403Forbidden, Detail = lack.Reason, Extensions = { ["code"] = "forbidden" } },
        });
    }
}
