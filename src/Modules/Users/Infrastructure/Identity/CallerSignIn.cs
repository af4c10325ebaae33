using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Who a caller is, by what they show.</summary>
internal sealed class CallerSignIn(TokenCheck tokens, IMediator mediator, IOptions<PermissionOptions> permissions, TimeProvider clock)
{
    /// <summary>Throws <see cref="TokenRefusedException"/> when the token is not good, or its user may not come in.</summary>
    public async Task<AcceptedCaller> WithTokenAsync(string text, CancellationToken cancellationToken)
    {
        var token = await tokens.CheckAsync(text, cancellationToken);
        var said = token.Claims;
        var signedIn = await mediator.Send(
            new SignInCommand(token.Issuer, said.Subject, said.Email, said.Permissions, token.IssuedAt) { Plan = said.Plan },
            cancellationToken);
        var userId = signedIn.UserId ?? throw (signedIn.IsBlocked
            ? new TokenRefusedException("Its user is blocked.", TokenRefusedException.Blocked)
            : new TokenRefusedException("Its user was erased.", TokenRefusedException.Erased));
        return new(
        [
            new(Callers.UserIdClaim, userId.ToString()),
            .. said.Scopes.Select(scope => new Claim(Callers.ScopeClaim, scope)),
            .. said.Permissions.Select(permission => new Claim(Callers.PermissionClaim, permission)),
            .. said.Acr is null ? Array.Empty<Claim>() : [new(Callers.AcrClaim, said.Acr)],
        ],
        token.ExpiresAt)
        {
            MayBeKept = !token.WasAskedAbout,
        };
    }

    /// <summary>The program comes for somebody else: what it may do for them is what it may do, but for administering.</summary>
    public async Task<AcceptedCaller> ForEndUserAsync(AcceptedCaller program, string endUser, CancellationToken cancellationToken)
    {
        var caller = new ClaimsPrincipal(new ClaimsIdentity(program.Claims, Credentials.Scheme));
        EndUserHeader.EnsureMay(caller, permissions.Value);
        var signedIn = await mediator.Send(
            new SignInCommand(EndUser.IssuerOf(caller.UserId()), endUser, Email: null, Permissions: [], clock.GetUtcNow()),
            cancellationToken);
        var userId = signedIn.UserId
            ?? throw new TokenRefusedException("The user that X-End-User names is blocked or erased.", TokenRefusedException.Blocked);
        return program with
        {
            Claims =
            [
                new(Callers.UserIdClaim, userId.ToString()),
                new(Callers.ProgramClaim, caller.UserId().ToString()),
                .. program.Claims.Where(claim => claim.Type != Callers.UserIdClaim && !EndUserHeader.IsWithheld(claim, permissions.Value)),
            ],
        };
    }

    /// <summary>Throws <see cref="TokenRefusedException"/> when the key is not good, or its user may not come in.</summary>
    public async Task<AcceptedCaller> WithKeyAsync(string text, CancellationToken cancellationToken)
    {
        var key = await mediator.Send(new SignInWithApiKeyCommand(text), cancellationToken)
            ?? throw new TokenRefusedException("It is no API key, or one that has expired or was deleted, or its user may not come in.");
        return new(
        [
            new(Callers.UserIdClaim, key.UserId.ToString()),
            new(Callers.ApiKeyClaim, key.Key),
            .. key.Permissions.Select(permission => new Claim(Callers.PermissionClaim, permission)),
        ],
        key.ExpiresAt);
    }
}
