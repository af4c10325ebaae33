using System.Globalization;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>The recorded and derived deliveries through HTTP, each at its own time.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class WebhookVectorTests
{
    public static TheoryData<string> Sequences => [.. Vectors.Sequences.Select(sequence => sequence.Text("id"))];

    [Fact]
    public async Task Every_delivery_gets_the_answer_it_should()
    {
        Vectors.Webhooks.Count.ShouldBe(62);
        var wrong = new List<string>();
        foreach (var vectors in Vectors.Webhooks.GroupBy(vector => vector.Text("secret")))
        {
            var clock = new StandingClock();
            await using var service = await StartAsync(clock, vectors.Key);
            foreach (var vector in vectors)
            {
                var (status, body) = await SendAsync(service, clock, vector, vector.GetProperty("request"));
                if (status != Expected(vector) || (status == 204 && body.Length > 0))
                {
                    wrong.Add($"{vector.Text("id")}: {status} {body}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Sequences))]
    public async Task Every_order_ends_in_the_right_state(string id)
    {
        var deliveries = Vectors.Sequences.Single(sequence => sequence.Text("id") == id).GetProperty("deliveries").EnumerateArray()
            .ToList();
        var clock = new StandingClock();
        await using var service = await StartAsync(clock, [.. deliveries.Select(delivery => delivery.Text("secret")).Distinct()]);
        var states = new List<User?>();
        clock.Now = DateTimeOffset.FromUnixTimeSeconds(deliveries[0].GetProperty("now").GetInt64());
        if (id != "delete-of-unknown-user")
        {
            await service.ComeAsync(SubjectOf(deliveries[0]));
        }

        foreach (var delivery in deliveries)
        {
            (await SendAsync(service, clock, delivery, delivery)).Status.ShouldBe(204);
            states.Add(await service.AskAsync(db => db.Users.AsNoTracking().SingleOrDefaultAsync()));
        }

        await CheckAsync(service, id, states);
    }

    private static async Task CheckAsync(Service service, string id, List<User?> states)
    {
        switch (id)
        {
            case "normal-life":
                states[5].ShouldNotBeNull().Email.ShouldBe("isabeau@nantes.city");
                Field(states[5], "first_name").ShouldBe("Isabeau");
                states[6].ShouldBeNull();
                (await service.IsErasedAsync(states[5]!.Subject)).ShouldBeTrue();
                break;
            case "field-flip-with-equal-updated-at":
                states.Select(state => Field(state, "first_name")).ShouldBe(["Isabeau", "Isabelle", "Isabeau", "Isabeau"]);
                break;
            case "duplicate-delivery":
                states[1].ShouldBeEquivalentTo(states[0]);
                break;
            case "update-before-create":
                states[1]!.Email.ShouldBe("isabeau@nantes.city");
                states[1].ShouldBeEquivalentTo(states[0]);
                break;
            case "delete-of-unknown-user":
                states[0].ShouldBeNull();
                (await service.IsErasedAsync("eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5")).ShouldBeTrue();
                break;
            case "email-verified-without-event":
                states.Select(state => state!.Email)
                    .ShouldBe(["minimal@bretagne.duchy", "minimal@bretagne.duchy", "changed@bretagne.duchy"]);
                break;
            case "tenant-deleted-takes-users":
                states[0].ShouldNotBeNull();
                states[1].ShouldBeNull();
                (await service.IsErasedAsync(states[0]!.Subject)).ShouldBeTrue();
                break;
            default:
                throw new InvalidOperationException($"What shall the end of {id} be?");
        }
    }

    private static string SubjectOf(JsonElement delivery) =>
        JsonElement.Parse(delivery.GetProperty("body_base64").GetBytesFromBase64()).GetProperty("data").Text("id");

    private static string? Field(User? user, string name) => JsonDocument.Parse(user!.Fields!).RootElement.GetProperty(name).GetString();

    private static int Expected(JsonElement vector) => !vector.GetProperty("expect").GetProperty("valid").GetBoolean() ? 401
        : vector.Text("id").StartsWith("malformed-", StringComparison.Ordinal) ? 400 : 204;

    private static Task<(int Status, string Body)> SendAsync(Service service, StandingClock clock, JsonElement at, JsonElement request)
    {
        clock.Now = DateTimeOffset.FromUnixTimeSeconds(at.GetProperty("now").GetInt64());
        return RawHttp.PostAsync(
            service.Address, "/webhook/user", Vectors.Headers(request), request.GetProperty("body_base64").GetBytesFromBase64());
    }

    private static Task<Service> StartAsync(StandingClock clock, params IReadOnlyList<string> secrets) => Service.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(clock),
        settings: [.. secrets.Select(
            (secret, number) => string.Create(CultureInfo.InvariantCulture, $"--Fief:WebhookSecrets:{number}={secret}"))]);
}
