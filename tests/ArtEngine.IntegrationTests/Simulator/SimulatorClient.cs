using System.Text;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator;
using Server = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Simulator;

/// <summary>A fast simulator and the requests tests make of it.</summary>
internal sealed class SimulatorClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private SimulatorClient(Server server)
    {
        Server = server;
        Http = new HttpClient { BaseAddress = server.Address, Timeout = Patience };
    }

    public Server Server { get; }

    public HttpClient Http { get; }

    public static async Task<SimulatorClient> StartAsync(Action<SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions { StepTime = TimeSpan.FromMilliseconds(1), LoadTime = TimeSpan.Zero };
        change?.Invoke(options);
        return new SimulatorClient(await Server.StartAsync(options, CancellationToken.None));
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<string> SubmitAsync(string graph, string extra = "{}")
    {
        using var response = await PostAsync("/prompt", $$"""{"prompt": {{graph}}, "extra_data": {{extra}}}""");
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(answer)!["prompt_id"]!.ToString()
            : throw new InvalidOperationException(answer);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await Http.GetStringAsync(path))!;

    public async Task<JsonNode> EndOfAsync(string id)
    {
        JsonNode? entry = null;
        await UntilAsync(async () => (entry = (await GetAsync($"/history/{id}"))[id]) is not null);
        return entry!;
    }

    /// <summary>Renders and fetches the first picture of each output node.</summary>
    public async Task<byte[]> RenderAsync(string graph, string extra = "{}")
    {
        var entry = await EndOfAsync(await SubmitAsync(graph, extra));
        entry["status"]!["status_str"]!.ToString().ShouldBe("success", entry.ToJsonString());
        var file = entry["outputs"]!.AsObject().First().Value!["images"]![0]!;
        return await Http.GetByteArrayAsync($"/view?filename={file["filename"]}&subfolder={file["subfolder"]}&type={file["type"]}");
    }

    public static async Task UntilAsync(Func<Task<bool>> reached)
    {
        var giveUp = DateTime.UtcNow + Patience;
        while (!await reached())
        {
            (DateTime.UtcNow < giveUp).ShouldBeTrue("waited in vain");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
