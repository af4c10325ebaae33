using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.S3;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Ten thousand tokens that are no good, made from one that is: drawn with a seed, so that a failure can be repeated.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class MutatedTokenTests
{
    private const int Count = 10_000;
    private const int Seed = 20_261_122;
    private const string Printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/%{}\"' ";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_332_060);

    private readonly TestKey _key = new("right");
    private readonly TestKey _namesake = new("right");
    private readonly TestKey _stranger = new("strange");

    [Fact]
    public async Task None_of_them_is_accepted_and_none_breaks_anything()
    {
        await using var issuer = (await StubIssuer.StartAsync()).Serve(() => [_key]);
        await using var service = await Calls.StartAsync(new StandingClock { Now = Now }, issuer.AsFief("--Identity:MaxRefusedPerMinute=0"));
        var good = _key.Token(Now);
        (await service.StatusAsync("/image/jobs", good)).ShouldBe(HttpStatusCode.OK);

        var random = new Random(Seed);
        var tokens = Enumerable.Range(0, Count).Select(number => Mutate(random, number, good)).ToList();
        using var client = service.ClientOf(token: null);
        await Parallel.ForEachAsync(tokens, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (token, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/image/jobs");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}").ShouldBeTrue();
            using var answer = await client.SendAsync(request, cancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, token);
        });

        (await service.StatusAsync("/image/jobs", good)).ShouldBe(HttpStatusCode.OK);
        // Neither did the many keys that nobody has send it to the issuer again and again.
        issuer.LooksAt("jwks.json").ShouldBeLessThan(3);
    }

    private string Mutate(Random random, int number, string good)
    {
        while (true)
        {
            var token = (number % 10) switch
            {
                0 or 1 => Flip(random, good),
                2 => good[..random.Next(good.Length)],
                3 => OtherHeader(random, good),
                4 => OtherPayload(random, good),
                5 => (random.Next(2) == 0 ? _namesake : _stranger).Token(Now, subject: Guid.NewGuid().ToString()),
                6 => WithPublicKeyAsSecret(random, good),
                7 => RightlySignedWrongClaims(random),
                8 => Shuffled(random, good),
                _ => Junk(random),
            };
            if (!SaysTheSame(token, good))
            {
                return token;
            }
        }
    }

    private static string Flip(Random random, string good)
    {
        var token = new StringBuilder(good);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            token[random.Next(token.Length)] = Printable[random.Next(Printable.Length)];
        }

        return token.ToString();
    }

    private static string OtherHeader(Random random, string good)
    {
        var parts = good.Split('.');
        string[] headers =
        [
            """{"alg":"none"}""", """{"alg":"None","kid":"right"}""", """{"alg":"HS256","kid":"right"}""", """{"alg":"RS384","kid":"right"}""",
            """{"alg":"RS256","kid":"right","crit":["exp"]}""", """{"alg":"RS256","kid":"../../etc/passwd"}""", """{"alg":"RS256","kid":7}""",
            """{"alg":"RS256","kid":"' OR 1=1 --"}""", """{"alg":"RS256"}""", """{"alg":"ES256","kid":"right"}""", """{"alg":["RS256"]}""", """{"alg":null}""",
            """{"alg":"dir","enc":"A256GCM","kid":"right"}""", """{"alg":"RS256","jku":"http://127.0.0.1:1/keys","kid":"other"}""", "[]", "{", "", "\"\"",
            $$"""{"alg":"RS256","kid":"{{random.Next()}}"}""",
        ];
        var signature = random.Next(3) == 0 ? "" : parts[2];
        return $"{Base64UrlEncoder.Encode(headers[random.Next(headers.Length)])}.{parts[1]}.{signature}";
    }

    private static string OtherPayload(Random random, string good)
    {
        var parts = good.Split('.');
        var claims = TestKey.Claims(Now, Guid.NewGuid().ToString(), "admin");
        claims[$"more{random.Next()}"] = random.NextDouble();
        var payload = random.Next(4) == 0 ? new string('[', random.Next(1, 3_000)) : JsonSerializer.Serialize(claims);
        return $"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}";
    }

    private string WithPublicKeyAsSecret(Random random, string good)
    {
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(_key.Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(_key.Rsa.ExportRSAPublicKeyPem()),
            _key.Rsa.ExportSubjectPublicKeyInfo(), _key.Rsa.ExportRSAPublicKey(), _key.Rsa.ExportParameters(false).Modulus!, [],
        ];
        var start = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","kid":"right"}""")}.{good.Split('.')[1]}";
        return $"{start}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secrets[random.Next(secrets.Length)], Encoding.ASCII.GetBytes(start)))}";
    }

    private string RightlySignedWrongClaims(Random random)
    {
        var claims = TestKey.Claims(Now, Guid.NewGuid().ToString());
        Action[] changes =
        [
            () => claims["exp"] = Now.AddSeconds(-60 - random.Next(1_000_000)).ToUnixTimeSeconds(),
            () => claims["exp"] = $"{Now.AddDays(1).ToUnixTimeSeconds()}",
            () => claims["exp"] = new[] { Now.AddDays(1).ToUnixTimeSeconds() },
            () => claims["nbf"] = Now.AddSeconds(62 + random.Next(1_000_000)).ToUnixTimeSeconds(),
            () => claims["iss"] = $"{StubIssuer.Issuer}/",
            () => claims["iss"] = new[] { StubIssuer.Issuer, "https://evil.example" },
            () => claims["aud"] = new[] { "another" },
            () => claims["aud"] = StubIssuer.Client.ToUpperInvariant(),
            () => claims["aud"] = null,
            () => claims["acr"] = "2",
            () => claims["acr"] = 1,
            () => claims["sub"] = "admin",
            () => claims["sub"] = new[] { Guid.NewGuid().ToString() },
            () => claims["permissions"] = "images:generate",
            () => claims["permissions"] = new object[] { "images:read", 7 },
            () => claims["scope"] = new[] { "openid" },
            () => claims.Remove(new[] { "exp", "iss", "aud", "sub", "scope", "permissions", "acr" }[random.Next(7)]),
        ];
        if (random.Next(20) == 0)
        {
            var json = JsonSerializer.Serialize(claims);
            return _key.Sign($"{json[..^1]},\"sub\":\"{Guid.NewGuid()}\"}}");
        }

        changes[random.Next(changes.Length)]();
        return _key.Sign(claims);
    }

    private string Shuffled(Random random, string good)
    {
        var other = _key.Token(Now, subject: Guid.NewGuid().ToString()).Split('.');
        var parts = good.Split('.');
        string[] mixed =
        [
            $"{parts[0]}.{other[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}.{other[2]}", $"{parts[1]}.{parts[0]}.{parts[2]}", $"{good}.{parts[2]}",
            $"{good}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}", $".{parts[1]}.{parts[2]}", $"{parts[0]}..{parts[2]}", $"{good}{random.Next()}", $"{good},{good}", $"x{good}",
        ];
        return mixed[random.Next(mixed.Length)];
    }

    private static string Junk(Random random) =>
        new([.. Enumerable.Range(0, random.Next(1, random.Next(8) == 0 ? 20_000 : 400))
            .Select(_ => Printable[random.Next(Printable.Length)])]);

    // Some characters of base64 carry bits that nobody reads, and blanks around a token are none of it.
    private static bool SaysTheSame(string token, string good)
    {
        var (parts, originals) = (token.Trim().Split('.'), good.Split('.'));
        return parts.Length == 3 &&
            parts.Zip(originals).All(pair => BytesOf(pair.First) is { } bytes && bytes.SequenceEqual(BytesOf(pair.Second)!));
    }

    private static byte[]? BytesOf(string part)
    {
        try
        {
            return Base64UrlEncoder.DecodeBytes(part);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
