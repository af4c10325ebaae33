using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Faults in the keys of the settings.</summary>
internal sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
{
    private const int LongestName = 100;

    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var faults = options.Keys.SelectMany(Faults).Concat(Twice(options)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(IdentityKey key, int number)
    {
        if (!IsName(key.Name) || (key.User is { Length: > 0 } user && !IsName(user)))
        {
            yield return $"Identity:Keys:{number}:Name, and User if it is set, must be text of 1 to {LongestName} characters.";
        }

        if (key.Hash.Length != 2 * SHA256.HashSizeInBytes || !key.Hash.All(char.IsAsciiHexDigit))
        {
            yield return $"Identity:Keys:{number}:Hash is not what --new-key prints: 64 hexadecimal digits, and not the key itself.";
        }
    }

    private static IEnumerable<string> Twice(IdentityOptions options) =>
        options.Keys.CountBy(key => key.Name).Where(name => name.Value > 1).Select(name => $"Identity:Keys has the name {name.Key} twice.")
            .Concat(options.Keys.CountBy(key => key.Hash.ToLowerInvariant()).Where(hash => hash.Value > 1)
                .Select(_ => "Identity:Keys has the same hash twice."));

    private static bool IsName(string text) => text.Trim().Length is > 0 and <= LongestName && !text.Any(char.IsControl);
}
