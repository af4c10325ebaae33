using Microsoft.AspNetCore.Authorization;

namespace ArtEngine.Users.Infrastructure.Identity;

internal sealed class AccessRequirementHandler(AccessRules rules) : AuthorizationHandler<AccessRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (context.User.Identity?.IsAuthenticated != true || rules.LackOf(context.User, requirement.Permission) is not { } lack)
        {
            context.Succeed(requirement);
        }
        else
        {
            context.Fail(new LackReason(this, lack));
        }

        return Task.CompletedTask;
    }

    internal sealed class LackReason(IAuthorizationHandler handler, Lack lack) : AuthorizationFailureReason(handler, lack.Reason)
    {
        public Lack Lack { get; } = lack;
    }
}
