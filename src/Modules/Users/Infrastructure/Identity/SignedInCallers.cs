using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Gives a caller with a valid token the id of their row; remembers it for a while instead of asking each time.</summary>
internal sealed class SignedInCallers(IMemoryCache cache)
{
    public const int MaxRemembered = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    public async Task SignInAsync(TokenValidatedContext context)
    {
        var principal = context.Principal!;
        if (principal.FindFirstValue("sub") is not { Length: > 0 and <= 255 } subject)
        {
            context.Fail("The token names no subject.");
            return;
        }

        var command = new SignInCommand(context.SecurityToken.Issuer, subject, principal.FindFirstValue("email"));
        if (!cache.TryGetValue(command, out Guid userId))
        {
            var mediator = context.HttpContext.RequestServices.GetRequiredService<IMediator>();
            userId = await mediator.Send(command, context.HttpContext.RequestAborted);
            cache.Set(command, userId, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        }

        // An identity of our own: a claim of this name inside the token is not looked at.
        context.Principal = new(new ClaimsIdentity([new(Callers.UserIdClaim, userId.ToString())], principal.Identity!.AuthenticationType));
    }
}
