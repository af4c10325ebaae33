using System.Net.Http.Headers;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Asks the issuer's userinfo, and remembers for a while what it said, also that it said nothing.</summary>
internal sealed partial class IssuerUserInfo(
    IEnumerable<TrustedIssuer> issuers, IssuerHttp http, TimeProvider clock, ILogger<IssuerUserInfo> logger)
    : IUserInfo, IDisposable
{
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FailureRemembered = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, TrustedIssuer> _issuers = issuers.ToDictionary(issuer => issuer.Name, StringComparer.Ordinal);
    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    public void Dispose() => _answers.Dispose();

    public async Task<UserInfoAnswer?> AskAsync(
        Guid userId, string issuer, string subject, string token, bool refresh, CancellationToken cancellationToken)
    {
        Answer answer;
        lock (_answers)
        {
            // Also while it is still on its way: of many requests at once one asks the issuer.
            if (!_answers.TryGetValue(userId, out Answer? known) || clock.GetUtcNow() - known!.AskedAt >= LifeOf(known, refresh))
            {
                known = new(clock.GetUtcNow());
                known.Profile = TryFetchAsync(known, issuer, subject, token);
                _answers.Set(userId, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
            }

            answer = known;
        }

        return await answer.Profile.WaitAsync(cancellationToken);
    }

    private static TimeSpan LifeOf(Answer answer, bool refresh) =>
        refresh ? ShortestRefresh : answer.IsEmpty ? FailureRemembered : Remembered;

    // Fief answers 500 for a user who was deleted: whatever is wrong there, the caller gets what is known here. Not stopped by
    // the caller who asked first, as others wait for it too.
    private async Task<UserInfoAnswer?> TryFetchAsync(Answer answer, string issuer, string subject, string token)
    {
        // Nothing of it is done under the lock.
        await Task.Yield();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (await FetchAsync(issuer, subject, token, patience.Token) is { } said)
            {
                return ProfileOf(said, answer.AskedAt);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException or AppException)
        {
            LogNoAnswer(issuer, exception.GetBaseException().Message);
        }

        answer.IsEmpty = true;
        return null;
    }

    private async Task<JsonElement?> FetchAsync(string issuer, string subject, string token, CancellationToken cancellationToken)
    {
        if (!_issuers.TryGetValue(issuer, out var trusted) ||
            await trusted.Metadata.UserInfoAddressAsync(cancellationToken) is not { } address)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue(Credentials.Scheme, token);
        using var response = await http.Client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var said = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (StorableText.FindFault(said) is { } fault)
        {
            throw new JsonException($"At {fault}: {StorableText.Rule}");
        }

        return said.TextOf("sub") == subject ? said : throw new JsonException("The answer is about somebody else.");
    }

    private static UserInfoAnswer ProfileOf(JsonElement said, DateTimeOffset askedAt) => new(
        said.TextOf("email"),
        Of(said, "email_verified")?.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
        Of(said, "fields") is { ValueKind: JsonValueKind.Object } fields ? fields : null,
        askedAt);

    private static JsonElement? Of(JsonElement said, string name) =>
        said.ValueKind == JsonValueKind.Object && said.TryGetProperty(name, out var value) ? value : null;

    [LoggerMessage(LogLevel.Warning, "The issuer {Issuer} gives no userinfo: {Reason}")]
    private partial void LogNoAnswer(string issuer, string reason);

    private sealed class Answer(DateTimeOffset askedAt)
    {
        public DateTimeOffset AskedAt { get; } = askedAt;

        public Task<UserInfoAnswer?> Profile { get; set; } = Task.FromResult<UserInfoAnswer?>(null);

        public bool IsEmpty { get; set; }
    }
}
