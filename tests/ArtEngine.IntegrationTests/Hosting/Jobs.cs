using System.Net.Http.Json;
using System.Text.Json;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>What callers do with jobs.</summary>
internal static class Jobs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Of a render that takes no time.</summary>
    public static object Parameters { get; } = new { prompt = "a lighthouse", steps = 1, width = 64, height = 64 };

    public static object Request(string prompt = "a lighthouse", int steps = 2, object? seed = null) => new
    {
        workflow_name = "txt2img",
        parameters = seed is null
            ? (object)new { prompt, steps, width = 64, height = 64 }
            : new { prompt, steps, width = 64, height = 64, seed },
    };

    public static Task<HttpResponseMessage> GenerateAsync(
        this HttpClient client, object request, params (string Name, string Value)[] headers)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, "/image/generate") { Content = JsonContent.Create(request) };
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(message);
    }

    public static async Task<JsonElement> SubmitAsync(this HttpClient client, object? request = null)
    {
        using var answer = await client.GenerateAsync(request ?? Request());
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static async Task<JsonElement> WaitAsync(this HttpClient client, string jobId, Func<JsonElement, bool> until)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var job = await client.GetFromJsonAsync<JsonElement>($"/image/jobs/{jobId}", patience.Token);
            if (until(job))
            {
                return job;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    public static Task<JsonElement> WaitForEndAsync(this HttpClient client, string jobId) =>
        client.WaitAsync(jobId, job => job.GetProperty("completed_at").ValueKind != JsonValueKind.Null);

    public static Task<JsonElement> WaitForStatusAsync(this HttpClient client, string jobId, string status) =>
        client.WaitAsync(jobId, job => job.Text("status") == status);

    /// <summary>Waits until <c>/health/ready</c> says this.</summary>
    public static async Task UntilReadyIsAsync(this HttpClient client, string status)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync("/health/ready", patience.Token);
            if ((await answer.JsonAsync()).Text("status") == status)
            {
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }
}
