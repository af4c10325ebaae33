using System.Text.Json;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Identity;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>Reads a user as Fief writes them, in webhooks and in its Admin API alike.</summary>
internal sealed class FiefUserReader(FiefOptions options)
{
    private const int LongestEmail = 320;

    /// <summary>Throws a <see cref="FormatException"/> or what <see cref="JsonElement"/> throws when it is no user.</summary>
    public DirectoryUser Read(JsonElement user)
    {
        var subject = SubjectOf(user);
        var tenant = user.GetProperty("tenant");
        var (slug, isDefault) = (SlugOf(tenant), tenant.GetProperty("default").GetBoolean());
        if (!MayCome(slug, isDefault))
        {
            return new(subject, Profile: null);
        }

        return new(
            subject,
            new(
                options.HasDomain ? options.IssuerOf(slug, isDefault) : DevelopmentIssuer.Issuer,
                subject,
                EmailOf(user),
                user.GetProperty("email_verified").GetBoolean(),
                FieldsOf(user),
                user.GetProperty("tenant_id").GetGuid(),
                user.GetProperty("updated_at").GetDateTimeOffset().ToUniversalTime())
            {
                IsActive = !user.TryGetProperty("is_active", out var isActive) || isActive.GetBoolean(),
            });
    }

    /// <summary>The id, written as in tokens.</summary>
    public static string SubjectOf(JsonElement user) => user.GetProperty("id").GetGuid().ToString();

    /// <summary>The issuer of nobody but the tenant's users; null when there is none.</summary>
    public string? OwnIssuerOf(JsonElement tenant)
    {
        var (slug, isDefault) = (SlugOf(tenant), tenant.GetProperty("default").GetBoolean());
        return options.HasDomain ? options.IssuerOf(slug, isDefault) : null;
    }

    /// <summary>One webhook tells of the users of every tenant. Without a domain, for trying out, all may come.</summary>
    private bool MayCome(string slug, bool isDefault) =>
        !options.HasDomain || isDefault || options.Tenants.Contains(slug, StringComparer.Ordinal);

    private static string SlugOf(JsonElement tenant) => tenant.GetProperty("slug").GetString() is { Length: > 0 and <= 255 } slug
        ? slug
        : throw new FormatException("A tenant has no slug.");

    private static string EmailOf(JsonElement user) =>
        user.GetProperty("email").GetString() is { Length: > 0 and <= LongestEmail } email && !email.Any(char.IsControl)
        ? email
        : throw new FormatException("An e-mail address is missing, too long or holds control characters.");

    /// <summary>Written anew, so that what is no text (half a surrogate pair) is found here and not when it is read again.</summary>
    private static string FieldsOf(JsonElement user) => user.GetProperty("fields") is { ValueKind: JsonValueKind.Object } fields
        ? JsonSerializer.Serialize(fields)
        : throw new FormatException("The fields are no JSON object.");
}
