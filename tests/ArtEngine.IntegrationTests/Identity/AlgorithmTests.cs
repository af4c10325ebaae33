using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArtEngine.IntegrationTests.S3;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Which signatures are accepted, with which keys, and twenty thousand tokens that are no good.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class AlgorithmTests
{
    private const int Count = 20_000;
    private const int Seed = 20_261_126;

    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly StandingClock _clock = new();
    private readonly Dictionary<string, TestKey> _keys =
        Algorithms.ToDictionary(algorithm => algorithm, algorithm => new TestKey(algorithm, algorithm));

    private readonly Dictionary<string, TestKey> _strangers =
        Algorithms.ToDictionary(algorithm => algorithm, algorithm => new TestKey(algorithm, algorithm));

    public static TheoryData<string> Names => [.. Algorithms];

    [Theory, MemberData(nameof(Names))]
    public async Task Every_asymmetric_algorithm_is_accepted(string algorithm)
    {
        await using var issuer = await IssuerAsync([_keys[algorithm]]);
        await using var service = await Calls.StartAsync(_clock, issuer.AsOidc());

        (await service.StatusAsync("/image/jobs", _keys[algorithm].Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", _strangers[algorithm].Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("RS256", "PS256")]
    [InlineData("PS512", "RS256")]
    [InlineData("RS384", "RS512")]
    public async Task A_key_that_is_for_one_algorithm_verifies_no_other(string madeFor, string signedWith)
    {
        var bound = new TestKey("bound", madeFor, tellsAlgorithm: true);
        await using var issuer = await IssuerAsync([bound, _keys[madeFor]]);
        await using var service = await Calls.StartAsync(_clock, issuer.AsOidc());
        (await service.StatusAsync("/image/jobs", bound.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);

        var claims = TestKey.Claims(_clock.Now);
        (await service.StatusAsync("/image/jobs", bound.Sign(claims, signedWith))).ShouldBe(HttpStatusCode.Unauthorized);
        // A key of which the issuer does not say what it is for verifies whatever its type can.
        (await service.StatusAsync("/image/jobs", _keys[madeFor].Sign(claims, signedWith))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_key_id_the_keys_of_the_right_kind_are_tried()
    {
        var (nameless, other) = (new TestKey(null, "ES384"), new TestKey(null, "ES384"));
        await using var issuer = await IssuerAsync([_keys["RS256"], _keys["ES256"], other, nameless]);
        await using var service = await Calls.StartAsync(_clock, issuer.AsOidc());

        (await service.StatusAsync("/image/jobs", nameless.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", new TestKey(null, "ES384").Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", new TestKey(null, "ES512").Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task None_of_twenty_thousand_mutated_tokens_is_accepted_and_none_breaks_anything()
    {
        await using var issuer = await IssuerAsync([.. _keys.Values]);
        await using var service = await Calls.StartAsync(_clock, issuer.AsOidc("--Identity:MaxRefusedPerMinute=0"));
        foreach (var key in _keys.Values)
        {
            (await service.StatusAsync("/image/jobs", key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        }

        var random = new Random(Seed);
        var goods = _keys.Values.Select(key => key.Token(_clock.Now)).ToList();
        var tokens = Enumerable.Range(0, Count).Select(number => Mutate(random, number, goods)).ToList();
        using var client = service.ClientOf(token: null);
        await Parallel.ForEachAsync(tokens, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (token, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/image/jobs");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}").ShouldBeTrue();
            using var answer = await client.SendAsync(request, cancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, token);
        });

        (await service.StatusAsync("/image/jobs", goods[^1])).ShouldBe(HttpStatusCode.OK);
        issuer.LooksAt("jwks.json").ShouldBeLessThan(3);
    }

    private static async Task<StubIssuer> IssuerAsync(IReadOnlyList<TestKey> keys) => (await StubIssuer.StartAsync()).Serve(() => keys);

    private string Mutate(Random random, int number, List<string> goods)
    {
        var algorithm = Algorithms[random.Next(Algorithms.Length)];
        var parts = goods[Array.IndexOf(Algorithms, algorithm)].Split('.');
        return (number % 8) switch
        {
            0 => $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(OtherBytes(random, Base64UrlEncoder.DecodeBytes(parts[2])))}",
            1 => $"{Header(random, algorithm)}.{parts[1]}.{parts[2]}",
            2 => $"{parts[0]}.{OtherPayload(random)}.{parts[2]}",
            3 => AsSecret(random, algorithm, parts[1]),
            4 => _strangers[algorithm].Token(_clock.Now, subject: $"{random.Next()}"),
            5 => SignedByAnother(random, algorithm),
            6 => $"{parts[0]}.{parts[1]}.{Degenerate(random, algorithm, parts)}",
            _ => $"{parts[0]}.{parts[1]}.{goods[(Array.IndexOf(Algorithms, algorithm) + 1 + random.Next(8)) % 9].Split('.')[2]}",
        };
    }

    /// <summary>At least one bit of the signature is another one.</summary>
    private static byte[] OtherBytes(Random random, byte[] signature)
    {
        var from = random.Next(signature.Length);
        foreach (var place in Enumerable.Range(from, Math.Min(random.Next(1, 4), signature.Length - from)))
        {
            signature[place] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(8) switch
        {
            0 => signature[..random.Next(signature.Length)],
            1 => [.. signature, (byte)random.Next(256)],
            _ => signature,
        };
    }

    /// <summary>Another algorithm for the same signature, or a header that wants to be believed.</summary>
    private static string Header(Random random, string algorithm)
    {
        string[] refused = ["none", "HS256", "HS384", "HS512", "EdDSA", "ES256K", "es256", "RSA-OAEP", ""];
        var others = Algorithms.Where(other => other != algorithm).Concat(refused).ToList();
        var other = others[random.Next(others.Count)];
        var kid = Algorithms[random.Next(Algorithms.Length)];
        string[] headers =
        [
            $$"""{"alg":"{{other}}","kid":"{{algorithm}}"}""", $$"""{"alg":"{{other}}","kid":"{{kid}}"}""", $$"""{"alg":"{{other}}"}""",
            $$"""{"alg":"{{algorithm}}","kid":"{{algorithm}}","crit":["b64"],"b64":false}""",
            $$"""{"alg":"{{algorithm}}","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"} }""",
            $$"""{"alg":"{{algorithm}}","kid":"{{algorithm}}","jku":"http://127.0.0.1:1/keys"}""",
            $$"""{"alg":"{{algorithm}}","alg":"none","kid":"{{algorithm}}"}""",
        ];
        return Base64UrlEncoder.Encode(headers[random.Next(headers.Length)]);
    }

    private string OtherPayload(Random random) => Base64UrlEncoder.Encode(
        JsonSerializer.Serialize(TestKey.Claims(_clock.Now, $"{random.Next()}", "admin")));

    /// <summary>What everybody can read, taken for a secret.</summary>
    private string AsSecret(Random random, string algorithm, string payload)
    {
        var bytes = _keys[algorithm].PublicBytes;
        byte[][] secrets =
        [
            bytes, Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", bytes)), [],
            JsonSerializer.SerializeToUtf8Bytes(_keys[algorithm].Public), Encoding.ASCII.GetBytes(algorithm),
        ];
        var secret = secrets[random.Next(secrets.Length)];
        var (name, hash) = random.Next(3) switch
        {
            0 => ("HS256", HMACSHA256.HashData),
            1 => ("HS384", (Func<byte[], byte[], byte[]>)HMACSHA384.HashData),
            _ => ("HS512", HMACSHA512.HashData),
        };
        var start = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{name}}","kid":"{{algorithm}}"}""")}.{payload}";
        return $"{start}.{Base64UrlEncoder.Encode(hash(secret, Encoding.ASCII.GetBytes(start)))}";
    }

    /// <summary>Rightly signed by one of the issuer's keys, but under another one's name.</summary>
    private string SignedByAnother(Random random, string algorithm)
    {
        var other = Algorithms.Where(name => name != algorithm).ElementAt(random.Next(Algorithms.Length - 1));
        var payload = Base64UrlEncoder.Encode(JsonSerializer.Serialize(TestKey.Claims(_clock.Now, $"{random.Next()}")));
        var start = $"{Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","kid":"{{algorithm}}"}""")}.{payload}";
        return $"{start}.{Base64UrlEncoder.Encode(_keys[other].SignBytes(Encoding.ASCII.GetBytes(start)))}";
    }

    /// <summary>Signatures that wrong implementations have taken: zeros, ones, one and zero, DER instead of two numbers.</summary>
    private string Degenerate(Random random, string algorithm, string[] parts)
    {
        var length = Base64UrlEncoder.DecodeBytes(parts[2]).Length;
        byte[][] signatures =
        [
            new byte[length], [], [0], [.. Enumerable.Repeat((byte)0xFF, length)], [.. new byte[length - 1], 1],
            [.. new byte[(length / 2) - 1], 1, .. new byte[length - (length / 2) - 1], 1],
            _keys[algorithm].SignOtherwise(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")),
            RandomNumberGenerator.GetBytes(random.Next(1, 600)),
        ];
        return Base64UrlEncoder.Encode(signatures[random.Next(signatures.Length)]);
    }
}
