using System.Security.Claims;
using System.Text.Encodings.Web;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Domain;
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
    CallerSignIn signIn,
    RefusedCredentials refusals,
    AcceptedCredentials accepted,
    IProblemDetailsService problems,
    IOptions<IdentityOptions> identity,
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
            var caller = isKey
                ? await signIn.WithKeyAsync(credential, Context.RequestAborted)
                : await signIn.WithTokenAsync(credential, Context.RequestAborted);
            refusals.NoteGood(credential);
            caller = endUser is null ? caller : await signIn.ForEndUserAsync(caller, endUser, Context.RequestAborted);
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
}
