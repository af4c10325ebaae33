using System.Security.Claims;
using System.Text.Encodings.Web;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Signs callers in with a token of an issuer or an API key. What they are from then on is said by claims of our own:
/// those of the token are not looked at any more.
/// </summary>
internal sealed class BearerHandler(
    TokenCheck tokens,
    RefusedCredentials refusals,
    AcceptedCredentials accepted,
    IMediator mediator,
    IProblemDetailsService problems,
    IOptions<IdentityOptions> identity,
    IOptions<PermissionOptions> permissions,
    TimeProvider clock,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name under which the caller's token is kept for the length of the request.</summary>
    private const string TokenName = "access_token";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is open to everybody stays open while the issuer or the database is away.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null ||
            Credentials.Of(Request, identity.Value.Cookie) is not { } credential)
        {
            return AuthenticateResult.NoResult();
        }

        var endUser = EndUserHeader.Of(Request);
        // The same key comes for others, who are others.
        var remembered = endUser is null ? credential : $"{credential}\n{endUser}";
        if (accepted.Find(remembered) is { } known)
        {
            return AuthenticateResult.Success(TicketOf(known, credential));
        }

        var address = CallerNetwork.Of(Context);
        if (refusals.IsTooMany(address, credential))
        {
            throw new AppException(
                ErrorKind.TooMany,
                "too_many_refused",
                "Too many tokens or API keys from your address were refused. Try again in a minute.");
        }

        var isKey = credential.StartsWith(ApiKey.Mark, StringComparison.Ordinal);
        try
        {
            var begun = accepted.Begin();
            var caller = isKey ? await SignInWithKeyAsync(credential) : await SignInAsync(credential);
            refusals.NoteGood(credential);
            caller = endUser is null ? caller : await ActForAsync(caller, endUser);
            if (caller.MayBeKept)
            {
                accepted.Keep(remembered, caller, begun);
            }

            return AuthenticateResult.Success(TicketOf(caller, credential));
        }
        catch (TokenRefusedException exception)
        {
            refusals.NoteRefused(isKey ? CredentialKind.ApiKey : CredentialKind.Token, address, exception.WasGood);
            return AuthenticateResult.Fail(exception);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = (await HandleAuthenticateOnceSafeAsync()).Failure as TokenRefusedException;
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = refusal is null
            ? Credentials.Scheme
            : $"{Credentials.Scheme} error=\"invalid_token\", error_description=\"{refusal.Message}\"";
        await problems.TryWriteAsync(new()
        {
            HttpContext = Context,
            ProblemDetails =
            {
                Status = StatusCodes.Status401Unauthorized,
                Detail = refusal is null ? "A token or an API key is needed." : $"The token or API key is not accepted. {refusal.Message}",
                Extensions = { ["code"] = refusal?.Code ?? TokenRefusedException.Unauthorized },
            },
        });
    }

    private AuthenticationTicket TicketOf(AcceptedCaller caller, string credential)
    {
        var ticket = new AuthenticationTicket(new(new ClaimsIdentity(caller.Claims, Scheme.Name)), Scheme.Name)
        {
            Properties = { ExpiresUtc = caller.ExpiresAt },
        };
        ticket.Properties.StoreTokens([new() { Name = TokenName, Value = credential }]);
        return ticket;
    }

    private async Task<AcceptedCaller> SignInAsync(string text)
    {
        var token = await tokens.CheckAsync(text, Context.RequestAborted);
        var said = token.Claims;
        var signedIn = await mediator.Send(
            new SignInCommand(token.Issuer, said.Subject, said.Email, said.Permissions, token.IssuedAt) { Plan = said.Plan },
            Context.RequestAborted);
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
    private async Task<AcceptedCaller> ActForAsync(AcceptedCaller program, string endUser)
    {
        var caller = new ClaimsPrincipal(new ClaimsIdentity(program.Claims, Scheme.Name));
        EndUserHeader.EnsureMay(caller, permissions.Value);
        var signedIn = await mediator.Send(
            new SignInCommand(EndUser.IssuerOf(caller.UserId()), endUser, Email: null, Permissions: [], clock.GetUtcNow()),
            Context.RequestAborted);
        var userId = signedIn.UserId
            ?? throw new TokenRefusedException("The user that X-End-User names is blocked or erased.", TokenRefusedException.Blocked);
        return program with
        {
            Claims =
            [
                new(Callers.UserIdClaim, userId.ToString()),
                .. program.Claims.Where(claim => claim.Type != Callers.UserIdClaim && !EndUserHeader.IsWithheld(claim, permissions.Value)),
            ],
        };
    }

    private async Task<AcceptedCaller> SignInWithKeyAsync(string text)
    {
        var key = await mediator.Send(new SignInWithApiKeyCommand(text), Context.RequestAborted)
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
