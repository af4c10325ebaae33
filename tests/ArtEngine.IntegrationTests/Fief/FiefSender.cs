using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>Signs and sends events as Fief does.</summary>
internal sealed class FiefSender(Uri address, TimeProvider? clock = null) : IAsyncDisposable
{
    public const string Secret = "Yb1wQ2n1l0b9m1pTestOnlySecret_-0123456789AB";

    public const string Tenant = "66c46593-f1c6-4008-b4a0-6d373b6f4f1b";

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 32 }) { BaseAddress = address };

    /// <summary>The setting that a host needs to take them.</summary>
    public static string Setting => $"--Fief:WebhookSecrets:0={Secret}";

    public static FiefSender To(Service service) => new(service.Address);

    public static JsonObject User(
        string id, string email, DateTimeOffset changedAt, object? fields = null, string tenant = Tenant, string slug = "default") => new()
        {
            ["created_at"] = "2026-01-02T03:04:05.678901Z",
            ["updated_at"] = Time(changedAt),
            ["id"] = id,
            ["email"] = email,
            ["email_verified"] = true,
            ["is_active"] = true,
            ["tenant_id"] = tenant,
            ["tenant"] = new JsonObject
            {
                ["created_at"] = "2026-01-02T03:04:05.678901Z",
                ["updated_at"] = "2026-01-02T03:04:05.678901Z",
                ["id"] = tenant,
                ["name"] = slug,
                ["default"] = slug == "default",
                ["slug"] = slug,
                ["registration_allowed"] = true,
                ["theme_id"] = null,
                ["logo_url"] = null,
                ["application_url"] = null,
            },
            ["fields"] = JsonSerializer.SerializeToNode(fields ?? new { }),
        };

    /// <summary>As pydantic writes it: six digits of a second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string Sign(string timestamp, ReadOnlySpan<byte> body, string secret = Secret) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}."), .. body]));

    public Task<HttpStatusCode> SendAsync(string type, JsonNode data, string secret = Secret) =>
        SendAsync(Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["data"] = data.DeepClone() }.ToJsonString()), secret);

    public async Task<HttpStatusCode> SendAsync(byte[] body, string secret = Secret)
    {
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return await SendAsync(body, timestamp, Sign(timestamp, body, secret));
    }

    public async Task<HttpStatusCode> SendAsync(byte[] body, string timestamp, string signature)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/webhook/user")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        message.Headers.TryAddWithoutValidation("X-Fief-Webhook-Signature", signature);
        message.Headers.TryAddWithoutValidation("X-Fief-Webhook-Timestamp", timestamp);
        using var answer = await _http.SendAsync(message);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        return answer.StatusCode;
    }

    public async Task TellAsync(string type, JsonNode data) => (await SendAsync(type, data)).ShouldBe(HttpStatusCode.NoContent);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
