using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>
/// Asks issuers about tokens that nobody else can read (RFC 7662), and remembers for a minute what they said: a token that was
/// revoked is good for no longer.
/// </summary>
internal sealed partial class TokenIntrospection : IDisposable
{
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    /// <summary>How long an issuer that does not answer is left in peace.</summary>
    public static readonly TimeSpan FailureRemembered = TimeSpan.FromSeconds(5);

    private const int MaxRemembered = 10_000;

    /// <summary>Whoever sends nonsense makes issuers be asked: not for more than so many at a time.</summary>
    private const int MaxAsked = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly TrustedIssuer[] _issuers;
    private readonly TimeSpan _patience;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly SemaphoreSlim _asked = new(MaxAsked);

    /// <summary>Names of issuers that cannot be asked: it is said once, however many tokens come.</summary>
    private readonly ConcurrentDictionary<string, bool> _away = new();

    public TokenIntrospection(
        IEnumerable<TrustedIssuer> issuers, IssuerHttp http, IOptions<IdentityOptions> options, TimeProvider clock,
        ILogger<TokenIntrospection> logger)
    {
        _issuers = [.. issuers.Where(issuer => issuer.Introspection is not null)];
        _patience = TimeSpan.FromSeconds(options.Value.IssuerTimeoutSeconds);
        (_http, _clock, _logger) = (http.Client, clock, logger);
    }

    public void Dispose()
    {
        _answers.Dispose();
        _asked.Dispose();
    }

    /// <summary>Whether it is a token for this: no JWT, and an issuer is there to ask.</summary>
    public bool IsFor(string token) => _issuers.Length > 0 && token.Count(letter => letter == '.') != 2;

    /// <exception cref="TokenRefusedException">No issuer knows it as good.</exception>
    /// <exception cref="AppException">503: nobody can say just now.</exception>
    public async Task<CheckedToken> CheckAsync(string token, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        Answer answer;
        lock (_answers)
        {
            // Also while it is still on its way: of many requests at once one asks.
            if (!_answers.TryGetValue(key, out Answer? known) || _clock.GetUtcNow() - known!.AskedAt >= known.GoodFor)
            {
                known = new(_clock.GetUtcNow());
                known.Token = AskAllAsync(known, token);
                _answers.Set(key, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
            }

            answer = known;
        }

        var found = await answer.Token.WaitAsync(cancellationToken);
        return found is { } good && good.ExpiresAt > _clock.GetUtcNow() ? good
            : answer.IsUnknown ? throw new AppException(
                ErrorKind.Unavailable,
                "identity_unavailable",
                "The identity provider cannot be asked about the token just now. Nothing was changed; try again soon.")
            : throw new TokenRefusedException("It is no token, or one that is not good any more.");
    }

    private async Task<CheckedToken?> AskAllAsync(Answer answer, string token)
    {
        // Nothing of it is done under the lock.
        await Task.Yield();
        using var patience = new CancellationTokenSource(_patience);
        foreach (var issuer in _issuers)
        {
            try
            {
                var said = await AskAsync(issuer, token, patience.Token);
                if (_away.TryRemove(issuer.Name, out _))
                {
                    LogAnswersAgain(issuer.Name);
                }

                if (said is not null)
                {
                    return ReadToken(issuer, said.Value);
                }
            }
            catch (TokenRefusedException)
            {
                return null;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException
                or InvalidOperationException or AppException)
            {
                answer.IsUnknown = true;
                if (exception is not (HttpRequestException or OperationCanceledException) || _away.TryAdd(issuer.Name, true))
                {
                    LogNoAnswer(issuer.Name, exception.GetBaseException().Message);
                }
            }
        }

        return null;
    }

    /// <summary>What the issuer says of the token; null when it is not good.</summary>
    private async Task<JsonElement?> AskAsync(TrustedIssuer issuer, string token, CancellationToken cancellationToken)
    {
        var client = issuer.Introspection!;
        var address = client.Address ?? await issuer.Metadata.IntrospectionAddressAsync(cancellationToken)
            ?? throw new InvalidOperationException("It does not say where it tells of tokens.");
        await _asked.WaitAsync(cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent([new("token", token), new("token_type_hint", "access_token")]),
                Headers = { Authorization = new("Basic", CredentialOf(client)), Accept = { new("application/json") } },
            };
            using var response = await _http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken), Strict);
            var said = document.RootElement.Clone();
            return said.GetProperty("active").GetBoolean() ? said : null;
        }
        catch (KeyNotFoundException)
        {
            throw new JsonException("It does not say whether the token is active.");
        }
        finally
        {
            _asked.Release();
        }
    }

    private static CheckedToken ReadToken(TrustedIssuer issuer, JsonElement said)
    {
        if (Of(said, "iss") is { } named && named.GetString() != issuer.Name)
        {
            throw new TokenRefusedException("It is of another issuer.");
        }

        if (!AudiencesOf(said, issuer.AudienceClaim).Any(audience => issuer.Audiences.Contains(audience, StringComparer.Ordinal)))
        {
            throw new TokenRefusedException("It was made for another application.");
        }

        return new(
            issuer.Name,
            TimeOf(said, "iat"),
            TimeOf(said, "exp") ?? DateTimeOffset.MaxValue,
            issuer.Read(said))
        {
            WasAskedAbout = true,
        };
    }

    private static IEnumerable<string?> AudiencesOf(JsonElement said, string claim) => Of(said, claim) switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()],
        { ValueKind: JsonValueKind.Array } many =>
            [.. many.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString())],
        _ => [],
    };

    private static DateTimeOffset? TimeOf(JsonElement said, string claim) =>
        Of(said, claim) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is > 0 and < 2e11
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    private static JsonElement? Of(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>As RFC 6749, 2.3.1 wants it.</summary>
    private static string CredentialOf(IntrospectionClient client) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(client.Id)}:{Uri.EscapeDataString(client.Secret)}"));

    [LoggerMessage(LogLevel.Warning, "The issuer {Issuer} does not tell of tokens: {Reason}")]
    private partial void LogNoAnswer(string issuer, string reason);

    [LoggerMessage(LogLevel.Information, "The issuer {Issuer} tells of tokens again")]
    private partial void LogAnswersAgain(string issuer);

    private sealed class Answer(DateTimeOffset askedAt)
    {
        public DateTimeOffset AskedAt { get; } = askedAt;

        /// <summary>Null when it is not good.</summary>
        public Task<CheckedToken?> Token { get; set; } = Task.FromResult<CheckedToken?>(null);

        /// <summary>Whether an issuer that might know it could not be asked.</summary>
        public bool IsUnknown { get; set; }

        public TimeSpan GoodFor => IsUnknown ? FailureRemembered : Remembered;
    }
}
