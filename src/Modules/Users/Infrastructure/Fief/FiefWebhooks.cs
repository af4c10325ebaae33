using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>Fief's webhooks: HMAC-SHA256 over the timestamp, a dot and the raw body, with the secret as it is written.</summary>
internal sealed class FiefWebhooks(FiefOptions options, TimeProvider clock) : IWebhookFormat
{
    private const int LongestTimestamp = 12;
    private const long ToleranceSeconds = 300;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly byte[][] _keys = [.. options.UsedWebhookSecrets.Select(Encoding.UTF8.GetBytes)];
    private readonly FiefUserReader _users = new(options);

    public bool IsGenuine(string signature, string timestamp, ReadOnlySpan<byte> body) =>
        IsLowerHex(signature) && IsOfNow(timestamp) && IsSigned(Convert.FromHexString(signature), timestamp, body);

    public IssuerEvent Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            // A reader looks for faults of encoding only where it is asked for text.
            return Utf8.IsValid(body.Span) ? ReadNews(body) : throw new FormatException("The body is not UTF-8.");
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            // No inner exception: its text may quote the body.
            throw new AppException(ErrorKind.Malformed, "malformed_webhook", "The body is not an event as Fief writes it.");
        }
    }

    private IssuerEvent ReadNews(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Strict);
        var type = document.RootElement.GetProperty("type").GetString() ?? throw new FormatException("The type is null.");
        var data = document.RootElement.GetProperty("data");
        if (data.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("The data is no JSON object.");
        }

        return type switch
        {
            "user.created" or "user.updated" or "user.password_reset" or "user.forgot_password_requested" =>
                new IssuerEvent.Changed(type, _users.Read(data)),
            "user.deleted" => new IssuerEvent.Deleted(FiefUserReader.SubjectOf(data)),
            "tenant.deleted" => new IssuerEvent.TenantDeleted(data.GetProperty("id").GetGuid(), _users.OwnIssuerOf(data)),
            _ => new IssuerEvent.Other(),
        };
    }

    /// <summary>The tolerance goes both ways: a timestamp of tomorrow would be good for a day.</summary>
    private bool IsOfNow(string timestamp) => timestamp.Length is > 0 and <= LongestTimestamp && timestamp.All(char.IsAsciiDigit) &&
        Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)) <= ToleranceSeconds;

    /// <summary>Every secret is tried, whether or not one fits: the time tells nothing.</summary>
    private bool IsSigned(ReadOnlySpan<byte> signature, string timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var isSigned = false;
        foreach (var key in _keys)
        {
            using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hash.AppendData(Encoding.ASCII.GetBytes(timestamp));
            hash.AppendData("."u8);
            hash.AppendData(body);
            hash.GetHashAndReset(expected);
            isSigned |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return isSigned;
    }

    private static bool IsLowerHex(string text) =>
        text.Length == 2 * HMACSHA256.HashSizeInBytes && text.All(letter => char.IsAsciiHexDigitLower(letter));
}
