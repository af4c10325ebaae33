using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>What comes in at the webhook, on one host.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class WebhookTests(WebhookTests.Host host) : IClassFixture<WebhookTests.Host>
{
    private const string NextSecret = "another-secret-another-secret-another-secre";

    /// <summary>The user of another test here.</summary>
    private const string ById = "aeeb8bfa-e8f4-4724-9427-c3d5af66190e";

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly Service _service = host.Service;
    private readonly FiefSender _fief = host.Fief;

    [Fact]
    public async Task Ten_thousand_changed_deliveries_are_all_refused()
    {
        var random = new Random(20_260_301);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var good = new[] { "captured-user-created-idn-domain", "captured-user-created-unicode", "captured-user-deleted", "captured-other-tenant-created" }
            .Select(id => Encoding.UTF8.GetBytes(Vectors.Body(id))).ToArray();
        var deliveries = Enumerable.Range(0, 10_000).Select(_ => Mutated(random, good[random.Next(good.Length)], now)).ToList();
        var took = Stopwatch.StartNew();

        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        await Parallel.ForEachAsync(
            deliveries,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (one, _) => statuses.Add(await _fief.SendAsync(one.Body, one.Timestamp, one.Signature)));

        took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        statuses.CountBy(status => status).ShouldHaveSingleItem().ShouldBe(new(HttpStatusCode.Unauthorized, 10_000));
        foreach (var id in Vectors.Webhooks.Select(vector => vector.GetProperty("event").GetProperty("data_id").GetString())
            .OfType<string>().Distinct().Where(id => id != ById))
        {
            (await _service.UserAsync(id)).ShouldBeNull();
            (await _service.IsErasedAsync(id)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Both_secrets_are_good_and_what_stands_for_none_is_not()
    {
        var user = FiefSender.User(NewId(), "ada@example.com", Start);

        (await _fief.SendAsync("user.created", user)).ShouldBe(HttpStatusCode.NoContent);
        (await _fief.SendAsync("user.created", user, NextSecret)).ShouldBe(HttpStatusCode.NoContent);
        (await _fief.SendAsync("user.created", user, "none")).ShouldBe(HttpStatusCode.Unauthorized);
        (await _fief.SendAsync("user.created", user, "")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_secret_there_is_no_such_route()
    {
        await using var service = await Service.StartAsync();
        await using var fief = new FiefSender(service.Address);

        (await fief.SendAsync("user.created", FiefSender.User(NewId(), "ada@example.com", Start))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_as_that()
    {
        (await _fief.SendAsync(new byte[(256 * 1024) + 1])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await _fief.SendAsync([.. Enumerable.Repeat((byte)' ', 256 * 1024)])).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Twice_the_same_header_is_refused_even_with_the_same_value()
    {
        var body = Encoding.UTF8.GetBytes(Vectors.Body("fief-user-created"));
        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var (time, signature) = (("X-Fief-Webhook-Timestamp", timestamp), ("X-Fief-Webhook-Signature", FiefSender.Sign(timestamp, body)));

        (await RawHttp.PostAsync(_service.Address, "/webhook/user", [time, time, signature], body)).Status.ShouldBe(401);
        (await RawHttp.PostAsync(_service.Address, "/webhook/user", [time, signature, signature], body)).Status.ShouldBe(401);
        (await RawHttp.PostAsync(_service.Address, "/webhook/user", [time, signature], body)).Status.ShouldBe(204);
    }

    [Theory]
    [InlineData("""{"type":"user.created","data":{"id":"x"}}""")]
    [InlineData("""{"type":"user.deleted","data":{"id":7}}""")]
    [InlineData("""{"type":"user.deleted","data":[]}""")]
    [InlineData("""{"type":7,"data":{}}""")]
    [InlineData("""{"type":null,"data":{}}""")]
    [InlineData("""{"type":"user.deleted","type":"user.created","data":{"id":"8f2c9e58-7f3c-4b0b-9a53-1f8f5f3f2f10"}}""")]
    [InlineData("""{"type":"\ud800","data":{}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("7")]
    public async Task What_is_no_event_is_malformed(string body) =>
        (await _fief.SendAsync(Encoding.UTF8.GetBytes(body))).ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("email", "null")]
    [InlineData("email", "\"\"")]
    [InlineData("email", "\"a\\u0000b@example.com\"")]
    [InlineData("email", "\"\\ud800@example.com\"")]
    [InlineData("email_verified", "\"yes\"")]
    [InlineData("updated_at", "\"yesterday\"")]
    [InlineData("tenant_id", "null")]
    [InlineData("tenant", "null")]
    [InlineData("fields", "[]")]
    [InlineData("fields", "{\"a\":\"\\udc00\"}")]
    public async Task What_is_no_user_is_malformed_and_changes_nothing(string property, string value)
    {
        var user = FiefSender.User(NewId(), "ada@example.com", Start);
        user[property] = "?";
        var body = $$"""{"type":"user.created","data":{{user.ToJsonString()}}}""".Replace("\"?\"", value, StringComparison.Ordinal);

        (await _fief.SendAsync(Encoding.UTF8.GetBytes(body))).ShouldBe(HttpStatusCode.BadRequest);
        (await _service.UserAsync(user["id"]!.GetValue<string>())).ShouldBeNull();
    }

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_malformed() =>
        (await _fief.SendAsync([.. "{\"type\":\""u8, 0xC3, 0x28, .. "\",\"data\":{}}"u8])).ShouldBe(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_user_who_signed_in_before_is_the_same_user()
    {
        var id = NewId();
        using var client = _service.ClientOf(_service.Token(id));
        var signedIn = await (await client.GetAsync(new Uri("/auth/user", UriKind.Relative))).JsonAsync();

        await _fief.TellAsync("user.updated", FiefSender.User(id, "new@example.com", Start, new { city = "Nantes" }));

        var user = (await _service.UserAsync(id)).ShouldNotBeNull();
        user.Id.ToString().ShouldBe(signedIn.Text("id"));
        (user.Issuer, user.Email, user.EmailVerified, user.Fields)
            .ShouldBe((DevelopmentIssuer.Issuer, "new@example.com", true, """{"city":"Nantes"}"""));
    }

    [Fact]
    public async Task Of_a_user_who_never_came_nothing_is_kept()
    {
        var id = NewId();

        await _fief.TellAsync("user.created", FiefSender.User(id, "ada@example.com", Start, new { city = "Nantes" }));
        await _fief.TellAsync("user.updated", FiefSender.User(id, "ada@example.com", Start.AddSeconds(1)));

        (await _service.UserAsync(id)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_not_active_at_Fief_is_blocked_until_they_are_again()
    {
        var id = NewId();
        await _service.ComeAsync(id);
        var user = FiefSender.User(id, "ada@example.com", Start);
        user["is_active"] = false;
        await _fief.TellAsync("user.updated", user);
        using var client = _service.ClientOf(_service.Token(id));
        using (var refused = await client.GetAsync(new Uri("/image/jobs", UriKind.Relative)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await refused.JsonAsync()).Text("code").ShouldBe("user_blocked");
        }

        await _fief.TellAsync("user.updated", FiefSender.User(id, "ada@example.com", Start.AddSeconds(1)));
        using var answer = await client.GetAsync(new Uri("/image/jobs", UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_whole_state_is_replaced()
    {
        var id = NewId();
        await _service.ComeAsync(id);
        await _fief.TellAsync("user.created", FiefSender.User(id, "ada@example.com", Start, new { city = "Nantes", age = 42 }));
        await _fief.TellAsync("user.updated", FiefSender.User(id, "ada@example.org", Start.AddSeconds(1), new { age = 43 }));

        var user = (await _service.UserAsync(id)).ShouldNotBeNull();
        (user.Email, user.Fields, user.TenantId.ToString(), user.ChangedAtIssuer).ShouldBe(
            ("ada@example.org", """{"age":43}""", FiefSender.Tenant, Start.AddSeconds(1)));
    }

    [Fact]
    public async Task Twenty_deliveries_at_once_end_in_the_newest_state()
    {
        var id = NewId();
        var users = Enumerable.Range(1, 20).Select(number => FiefSender.User(id, $"{number}@example.com", Start.AddSeconds(number)))
            .ToList();
        await _service.ComeAsync(id);

        var answers = await Task.WhenAll(users.Select(user => _fief.SendAsync("user.updated", user)));

        answers.ShouldAllBe(answer => answer == HttpStatusCode.NoContent);
        (await _service.UserAsync(id)).ShouldNotBeNull().Email.ShouldBe("20@example.com");
        (await _service.AskAsync(db => db.Users.CountAsync(user => user.Subject == id))).ShouldBe(1);
    }

    [Fact]
    public async Task Whatever_comes_at_once_with_a_deletion_the_user_is_gone()
    {
        var ids = Enumerable.Range(0, 30).Select(_ => NewId()).ToList();
        await _service.ComeAsync(ids.Take(15));

        var answers = await Task.WhenAll(ids.SelectMany(id => new[]
        {
            _fief.SendAsync("user.created", FiefSender.User(id, "ada@example.com", Start)),
            _fief.SendAsync("user.deleted", FiefSender.User(id, "ada@example.com", Start.AddSeconds(1))),
            _fief.SendAsync("user.updated", FiefSender.User(id, "ada@example.com", Start.AddSeconds(2))),
        }));

        answers.ShouldAllBe(answer => answer == HttpStatusCode.NoContent);
        (await _service.AskAsync(db => db.Users.CountAsync(user => ids.Contains(user.Subject)))).ShouldBe(0);
        (await _service.AskAsync(db => db.Tombstones.CountAsync(user => ids.Contains(user.Subject)))).ShouldBe(30);
    }

    [Fact]
    public async Task A_first_sign_in_at_once_with_a_deletion_leaves_nobody()
    {
        var users = _service.Services.GetRequiredService<IUsers>();
        var ids = Enumerable.Range(0, 30).Select(_ => NewId()).ToList();

        await Task.WhenAll(ids.SelectMany(id => new[]
        {
            users.AddAsync(new(Guid.CreateVersion7(), DevelopmentIssuer.Issuer, id, null, Start), issuedAt: null, CancellationToken.None),
            _fief.TellAsync("user.deleted", FiefSender.User(id, "ada@example.com", Start)),
        }));

        (await _service.AskAsync(db => db.Users.CountAsync(user => ids.Contains(user.Subject)))).ShouldBe(0);
    }

    [Fact]
    public async Task A_late_event_brings_nobody_back()
    {
        var id = NewId();
        await _fief.TellAsync("user.deleted", FiefSender.User(id, "ada@example.com", Start));
        await _fief.TellAsync("user.deleted", FiefSender.User(id, "ada@example.com", Start));

        foreach (var type in new[] { "user.created", "user.updated", "user.password_reset", "user.forgot_password_requested" })
        {
            await _fief.TellAsync(type, FiefSender.User(id, "ada@example.com", Start.AddHours(1)));
        }

        (await _service.UserAsync(id)).ShouldBeNull();
        (await _service.IsErasedAsync(id)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_deleted_tenant_takes_all_its_users_along_and_lets_none_in_later()
    {
        var tenant = NewId();
        var ids = Enumerable.Range(0, 230).Select(_ => NewId()).ToList();
        await _service.ComeAsync(ids);
        await Parallel.ForEachAsync(ids, async (id, _) =>
            await _fief.TellAsync("user.created", FiefSender.User(id, "ada@example.com", Start, tenant: tenant, slug: "second")));
        var other = NewId();
        await _service.ComeAsync(other);
        await _fief.TellAsync("user.created", FiefSender.User(other, "eve@example.com", Start));

        await _fief.TellAsync("tenant.deleted", FiefSender.User(NewId(), "", Start, tenant: tenant, slug: "second")["tenant"]!);
        var late = NewId();
        await _fief.TellAsync("user.created", FiefSender.User(late, "ada@example.com", Start, tenant: tenant, slug: "second"));

        (await _service.AskAsync(db => db.Users.CountAsync(user => user.TenantId == Guid.Parse(tenant)))).ShouldBe(0);
        (await _service.AskAsync(db => db.Tombstones.CountAsync(user => ids.Contains(user.Subject)))).ShouldBe(230);
        (await _service.UserAsync(late)).ShouldBeNull();
        (await _service.UserAsync(other)).ShouldNotBeNull();
    }

    /// <summary>A delivery that is good but for one thing.</summary>
    private static (byte[] Body, string Timestamp, string Signature) Mutated(Random random, byte[] good, long now)
    {
        var timestamp = now.ToString(CultureInfo.InvariantCulture);
        var signature = FiefSender.Sign(timestamp, good);
        var at = random.Next(good.Length);
        return random.Next(10) switch
        {
            0 => ([.. good[..at], (byte)(good[at] ^ (1 << random.Next(8))), .. good[(at + 1)..]], timestamp, signature),
            1 => ([.. good[..at], .. good[(at + 1)..]], timestamp, signature),
            2 => ([.. good[..at], (byte)random.Next(256), .. good[at..]], timestamp, signature),
            3 => (good[..at], timestamp, signature),
            4 => (good, (now + random.Next(1, 300)).ToString(CultureInfo.InvariantCulture), signature),
            5 => Signed(good, (now - random.Next(400, 1_000_000)).ToString(CultureInfo.InvariantCulture)),
            6 => Signed(good, (now + random.Next(400, 1_000_000)).ToString(CultureInfo.InvariantCulture)),
            7 => (good, timestamp, Other(signature, random)),
            8 => (good, timestamp, FiefSender.Sign(timestamp, good, $"{FiefSender.Secret}{random.Next()}")),
            _ => Signed(good, Odd(timestamp, random)),
        };

        static (byte[] Body, string Timestamp, string Signature) Signed(byte[] body, string timestamp) =>
            (body, timestamp, FiefSender.Sign(timestamp, body));
    }

    private static string Other(string signature, Random random)
    {
        var at = random.Next(signature.Length);
        return random.Next(4) switch
        {
            0 => $"{signature[..at]}{(signature[at] == '0' ? '1' : '0')}{signature[(at + 1)..]}",
            1 => signature[..at],
            2 => $"{signature}{(char)random.Next('0', '9' + 1)}",
            _ => $"{signature[..at]}{(char)random.Next('g', 'z' + 1)}{signature[(at + 1)..]}",
        };
    }

    private static string Odd(string timestamp, Random random) => random.Next(6) switch
    {
        0 => $"+{timestamp}",
        1 => $"{timestamp}.0",
        2 => $"-{timestamp}",
        3 => $"{timestamp}000",
        4 => timestamp.Insert(random.Next(1, timestamp.Length), "_"),
        _ => $"0x{timestamp}",
    };

    private static string NewId() => Guid.NewGuid().ToString();

    public sealed class Host : IAsyncLifetime
    {
        internal Service Service { get; private set; } = null!;

        internal FiefSender Fief { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Service = await Service.StartAsync(
                settings:
                [
                    FiefSender.Setting, $"--Fief:WebhookSecrets:1={NextSecret}", "--Fief:WebhookSecrets:2=",
                    // What is refused says 401 however often it comes.
                    "--Fief:WebhookSecrets:3=none", "--Identity:MaxRefusedPerMinute=0",
                ]);
            Fief = FiefSender.To(Service);
        }

        public async Task DisposeAsync()
        {
            await Fief.DisposeAsync();
            await Service.DisposeAsync();
        }
    }
}
