using ArtEngine.Users.Application;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

internal sealed class ConfiguredKeys(IOptions<IdentityOptions> identity, IOptions<PermissionOptions> names) : IConfiguredKeys
{
    private readonly Dictionary<string, ConfiguredKey> _keys = identity.Value.Keys.ToDictionary(
        key => key.Hash.ToLowerInvariant(),
        key => new ConfiguredKey(
            key.Name,
            key.User is { Length: > 0 } user ? user : key.Name,
            key.Permissions.Count > 0 ? [.. key.Permissions] : [names.Value.Generate, names.Value.Read]));

    public ConfiguredKey? Find(string hash) => _keys.GetValueOrDefault(hash);
}
