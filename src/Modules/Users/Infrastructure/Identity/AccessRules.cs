using System.Globalization;
using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Why a signed-in caller is refused.</summary>
/// <param name="Needed">The scope or permission that is missing; null when it is something else.</param>
/// <param name="Reason">A sentence for the caller.</param>
internal sealed record Lack(string? Needed, string Reason);

/// <summary>Compares what a caller has with what is needed.</summary>
internal sealed class AccessRules(IOptions<IdentityOptions> identity, IOptions<PermissionOptions> names) : IGrants
{
    /// <summary>What the caller lacks; null when nothing.</summary>
    public Lack? LackOf(ClaimsPrincipal caller, Permission? permission) =>
        LackOfToken(caller) ?? (permission is { } needed && !Has(caller, needed)
            ? new(names.Value.Of(needed), $"The permission {names.Value.Of(needed)} is needed.")
            : null);

    public IReadOnlyList<string> Of(ClaimsPrincipal caller) => [.. caller.Permissions()
        .Union(Enum.GetValues<Permission>().Where(permission => Has(caller, permission)).Select(names.Value.Of))];

    public IReadOnlyList<string> Within(IReadOnlyList<string>? has, IReadOnlyList<string> given) => has is null
        ? given
        : [.. given.Where(permission => has.Contains(permission, StringComparer.Ordinal) || IsEverybodys(permission))];

    private bool IsEverybodys(string permission) => !identity.Value.RequirePermissions &&
        Enum.GetValues<Permission>().Any(known => !IsGiven(known) && names.Value.Of(known) == permission);

    // An API key was made by somebody with such a token, and has no scope or level of its own.
    private Lack? LackOfToken(ClaimsPrincipal caller)
    {
        if (caller.CameByApiKey())
        {
            return null;
        }

        if (identity.Value.RequiredScopes.Except(caller.Scopes(), StringComparer.Ordinal).FirstOrDefault() is { } scope)
        {
            return new(scope, $"The token needs the scope {scope}.");
        }

        return identity.Value.MinAcr is { } level && LevelOf(caller) < level
            ? new(null, $"The issuer must know you more surely: the token needs an acr of at least {level}. Sign in again.")
            : null;
    }

    /// <summary>Whether nobody has it who was not given it.</summary>
    private static bool IsGiven(Permission permission) => permission is not (Permission.Generate or Permission.Read);

    // A key holds to its permissions in any case.
    private bool Has(ClaimsPrincipal caller, Permission permission) =>
        caller.Permissions().Contains(names.Value.Of(permission), StringComparer.Ordinal) ||
        (!IsGiven(permission) && !identity.Value.RequirePermissions && !caller.CameByApiKey());

    private static int LevelOf(ClaimsPrincipal caller) =>
        int.TryParse(caller.Acr(), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : -1;
}
