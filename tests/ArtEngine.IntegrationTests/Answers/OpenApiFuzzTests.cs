using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Answers.Fuzzing;
using ArtEngine.IntegrationTests.Hosting;
using Xunit.Abstractions;

namespace ArtEngine.IntegrationTests.Answers;

/// <summary>
/// Requests that are made of the API's description, most of them not quite right: none is answered with a failure, with a status
/// that is not described, or with a body that its schema does not allow. <c>ARTENGINE_FUZZ=20000</c> sends so many to each
/// operation; <c>ARTENGINE_FUZZ_SEED</c> repeats a run.
/// </summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OpenApiFuzzTests(ITestOutputHelper output)
{
    private static readonly int Requests = Setting("ARTENGINE_FUZZ") ?? 150;
    private static readonly int Seed = Setting("ARTENGINE_FUZZ_SEED") ?? Random.Shared.Next();

    [Theory, InlineData("v1", "422"), InlineData("openai", "400"), InlineData("comfy-api-v2", "422"), InlineData("comfyui", "400")]
    public async Task Whatever_is_sent_is_answered_as_it_is_described(string description, string refusal)
    {
        using var workflows = TempFolder.WithShippedWorkflows();
        await using var service = await Service.StartAsync(settings:
        [
            $"--Workflows:Path={workflows.Path}",
            "--Generation:MaxWaitSeconds=1", "--Generation:MaxQueuedPerUser=20", "--Generation:MaxBodyBytes=100000",
            "--Uploads:MaxBytesPerUser=1000000", "--Logging:LogLevel:Default=None",
        ]);
        var api = await service.GetAsync($"/swagger/{description}/swagger.json");
        var ids = await KnownIdsAsync(service);
        string?[] tokens = [service.Token(), service.Token(), service.Token(), service.Token("ada"), null, "nonsense"];
        using var client = service.ClientOf(token: null);
        client.Timeout = TimeSpan.FromSeconds(60);

        var faults = new ConcurrentDictionary<string, string>();
        var statuses = new ConcurrentDictionary<string, int>();
        foreach (var (index, (path, method, operation)) in Operations(api).Index())
        {
            // Who erases themselves is not let in again.
            var used = (path, method) == ("/auth/user", "DELETE") ? [service.Token("leaving"), null, "nonsense"] : tokens;
            // What is asked for elsewhere is neither deleted nor replaced.
            IReadOnlyList<string> named = path == "/workflows/{name}" && method != "GET" ? ["spare-1", "a/b", "é x"] : ids;
            var schemas = new SchemaCheck(api);
            var check = new AnswerCheck(schemas, operation);
            await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, cancellationToken) =>
            {
                var values = new SchemaValues(schemas, new Random(Seed ^ ((index * 1_000_003) + number)));
                using var request = new FuzzRequests(path, method, operation, named, used, values).Next();
                var sent = $"{method} {request.RequestUri} {await BodyAsync(request)} ({request.Headers})";
                using var answer = await client.SendAsync(request, cancellationToken);
                statuses.AddOrUpdate($"{(int)answer.StatusCode}", 1, (_, count) => count + 1);
                if (await check.FaultAsync(answer, hasBody: method != "HEAD") is { } fault)
                {
                    faults.TryAdd($"{method} {path} {fault[..Math.Min(fault.Length, 60)]}", $"{sent}\n -> {fault}");
                }
            });
        }

        output.WriteLine($"seed {Seed}; {string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"))}");
        faults.Values.ShouldBeEmpty($"seed {Seed}");
        statuses.Keys.ShouldContain("200");
        statuses.Keys.ShouldContain(refusal);
    }

    private static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement api) =>
        api.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Select(operation => (path.Name, operation.Name.ToUpperInvariant(), operation.Value)));

    /// <summary>A job, its output and an upload, and names that are good for a server that may come and go.</summary>
    private static async Task<IReadOnlyList<string>> KnownIdsAsync(Service service)
    {
        using var made = await service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=1"));
        var job = await service.Client.WaitForEndAsync((await made.JsonAsync()).Text("id"));
        using var added = await service.Client.PostAsJsonAsync("/backends", new { name = "spare-1", url = ServerProcess.FreeAddress() });
        var upload = await service.Client.UploadAsync(Pictures.Png(4, 4));
        return [job.Text("id"), job.GetProperty("outputs")[0].Text("id"), upload.Text("id"), "txt2img", "spare-1", "spare-2"];
    }

    private static async Task<string> BodyAsync(HttpRequestMessage request) =>
        request.Content is null ? "" : await request.Content.ReadAsStringAsync();

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
